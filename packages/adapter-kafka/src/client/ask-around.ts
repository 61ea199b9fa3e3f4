import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks one after the other until one answers: the next as soon as the one before has failed, or has been silent for
 * `patienceMs`, since one that hangs must not hold up the question. Resolves to whether anyone answered; never rejects.
 */
export async function askAround<Asked>(
  candidates: Iterable<Asked>,
  ask: (candidate: Asked) => Promise<void>,
  patienceMs: number,
): Promise<boolean> {
  const answered = Promise.withResolvers<true>();
  const asked: Promise<boolean>[] = [];
  for (const candidate of candidates) {
    const patience = new AbortController();
    const silent = delay(patienceMs, false, { signal: patience.signal }).catch(() => false);
    const answer = ask(candidate).then(
      () => {
        answered.resolve(true);
        return true;
      },
      () => false,
    );
    asked.push(answer);
    const isAnswered = await Promise.race([answered.promise, answer, silent]);
    patience.abort();
    if (isAnswered) return true;
  }
  return Promise.race([answered.promise, Promise.all(asked).then(answers => answers.includes(true))]);
}
