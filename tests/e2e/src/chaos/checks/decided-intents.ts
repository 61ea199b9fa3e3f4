import type { Decision, Intent } from '../history/intent.ts';

/** What is wrong with an intent whose decision and whose truth are both known: the answer must be what the log says. */
export function* checkDecided(intent: Intent, accounts: readonly string[]): Generator<string> {
  const { key, decision, truth, effects } = intent;
  if (decision === undefined) {
    yield `${key} was never decided`;
    return;
  }
  if (truth === undefined) {
    yield `${key} was answered ${decision.code}, and is not in the log`;
    return;
  }
  if (truth.code !== decision.code)
    yield `${key} was answered ${decision.code}, and the log says ${truth.code}`;
  const expectedEffects = decision.code === 'applied' ? 1 : 0;
  if (effects !== expectedEffects) yield `${key} took effect ${effects} times, not ${expectedEffects}`;
  if (truth.amount !== intent.amount) yield `${key} moves ${truth.amount}, not ${intent.amount}`;
  if (truth.fromAccount !== accounts[intent.from] || truth.toAccount !== accounts[intent.to])
    yield `${key} moves money between other accounts than asked`;
  yield* checkPosted(intent);
}

function* checkPosted({ key, decision, truth, amount }: Intent): Generator<string> {
  const posted = decision?.posted;
  if (posted === undefined || truth === undefined) return;
  if (posted.id !== truth.commandId) yield `${key} was answered id ${posted.id}, not ${truth.commandId}`;
  if (posted.position !== truth.position)
    yield `${key} was answered position ${posted.position}, not ${truth.position}`;
  if (posted.amount !== amount) yield `${key} was answered amount ${posted.amount}, not ${amount}`;
  if (posted.balance !== truth.balance)
    yield `${key} was answered balance ${posted.balance}, not ${truth.balance}`;
}

/** What is wrong with a second answer to the same key: it must be the first one again. */
export function* checkRepeated(key: string, first: Decision, again: Decision): Generator<string> {
  if (first.code !== again.code) {
    yield `${key} was answered ${first.code}, and later ${again.code}`;
    return;
  }
  const [one, other] = [first.posted, again.posted];
  if (one === undefined || other === undefined) return;
  const same =
    one.id === other.id &&
    one.position === other.position &&
    one.amount === other.amount &&
    one.balance === other.balance;
  if (!same) yield `${key} was answered ${JSON.stringify(one)}, and later ${JSON.stringify(other)}`;
}
