import type { Intent } from '../history/intent.ts';

/** Balance of each person after some posted transfers, in minor units, worked out from the answers alone. */
export function expectedBalances(
  before: readonly number[],
  intents: Iterable<Pick<Intent, 'from' | 'to' | 'amount' | 'decision'>>,
): readonly number[] {
  const balances = [...before];
  for (const { from, to, amount, decision } of intents) {
    if (decision?.code !== 'applied') continue;
    balances[from] = (balances[from] ?? Number.NaN) - amount;
    balances[to] = (balances[to] ?? Number.NaN) + amount;
  }
  return balances;
}

/** Holds balances from one source against those that follow from the answers. */
export function* checkBalances(
  source: string,
  found: readonly number[],
  expected: readonly number[],
): Generator<string> {
  if (found.length !== expected.length)
    yield `${source} shows ${found.length} people, not ${expected.length}`;
  for (const [index, balance] of expected.entries()) {
    if (found[index] !== balance) yield `${source}: person ${index} has ${found[index]}, not ${balance}`;
  }
}

/** Sums of all balances, the outside world included, by currency. */
export function* checkTotals(source: string, totals: ReadonlyMap<string, number>): Generator<string> {
  for (const [currency, total] of totals)
    if (total !== 0) yield `${source}: all balances in ${currency} add up to ${total}, not 0`;
}
