import { setTimeout as delay } from 'node:timers/promises';

/** Does one thing and says that it is done, and how long it took. Resolves to the duration in seconds. */
export async function step(what: string, work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`  ${what} (${seconds.toFixed(1)} s)`);
  return seconds;
}

/** Tries until it succeeds. @throws the last error when it does not within the time */
export async function eventually(withinMs: number, attempt: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await delay(100);
  }
}
