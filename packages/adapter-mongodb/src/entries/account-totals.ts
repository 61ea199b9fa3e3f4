import type { AccountRow, EntryStore } from '@fintech/ports';

type Totals = Awaited<ReturnType<EntryStore['totals']>>;

/** Sums balances exactly: their sum may be a safe integer although sums on the way to it are not. */
export class AccountTotals {
  readonly #sums = new Map<string, { accounts: number; sum: bigint }>();

  add({ currency, balance }: AccountRow): void {
    const { accounts, sum } = this.#sums.get(currency) ?? { accounts: 0, sum: 0n };
    this.#sums.set(currency, { accounts: accounts + 1, sum: sum + BigInt(balance) });
  }

  /** By currency, in alphabetical order. */
  get totals(): Totals {
    const totals = [...this.#sums].map(([currency, { accounts, sum }]) => ({
      currency,
      accounts,
      sum: Number(sum),
    }));
    return totals.sort((a, b) => (a.currency < b.currency ? -1 : 1));
  }
}
