import type { OutcomeCode } from './outcome.ts';

/** What apply decided about one command. The fields are always all there, which keeps the objects of one shape. */
export interface Decision {
  readonly code: OutcomeCode;
  /** Position of the first command with the same key, when replayed. */
  readonly original: number | undefined;
  /** Index of the leg that was refused. */
  readonly leg: number | undefined;
  /** Balances after each leg of an applied transfer: from, to, from, to, … */
  readonly balances: readonly number[];
}

const noBalances: readonly number[] = [];

export function decided(code: OutcomeCode): Decision {
  return { code, original: undefined, leg: undefined, balances: noBalances };
}

export function replayed(original: number): Decision {
  return { code: 'replayed', original, leg: undefined, balances: noBalances };
}

export function legRefused(code: OutcomeCode, leg: number): Decision {
  return { code, original: undefined, leg, balances: noBalances };
}

export function posted(balances: readonly number[]): Decision {
  return { code: 'applied', original: undefined, leg: undefined, balances };
}
