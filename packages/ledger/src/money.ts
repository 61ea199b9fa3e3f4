/** The largest amount and the largest distance of a balance from zero: 2^53−1 minor units. */
export const moneyMax = Number.MAX_SAFE_INTEGER;

/** Whether `value` may be moved: a whole number of minor units, 1 … 2^53−1. */
export function isAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** Whether `value` may be a balance: a whole number within ±(2^53−1). */
export function isBalance(value: number): boolean {
  return Number.isSafeInteger(value);
}

const half = 2 ** 26;

/**
 * Adds balances without rounding. A plain sum of a few large balances would already leave the exact integers, so the
 * high and low halves are added apart; each half stays exact for 2^26 balances and more.
 */
export class BalanceSum {
  #high = 0;
  #low = 0;

  add(balance: number): void {
    const low = balance % half;
    this.#high += (balance - low) / half;
    this.#low += low;
  }

  /** Exact when the total lies within ±(2^53−1). */
  get value(): number {
    return this.#high * half + this.#low;
  }
}
