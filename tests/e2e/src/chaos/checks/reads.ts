import type { BalanceHistory } from '../history/balance-history.ts';

/** A balance that somebody was shown, having asked for the state at `minPosition` or later. */
export interface BalanceRead {
  readonly account: string;
  readonly balance: number;
  readonly minPosition: number;
}

export interface BalanceState {
  /** From this position on, until the next state. */
  readonly position: number;
  readonly balance: number;
}

/** The balance must have been right at some position from `minPosition` on. `states`: of that account, in order. */
export function* checkBalanceRead(
  read: BalanceRead,
  states: Pick<BalanceHistory, 'length' | 'at'>,
): Generator<string> {
  for (let index = states.length - 1; index >= 0; index--) {
    const state = states.at(index);
    if (state.balance === read.balance) return;
    // The state before it ended where this one began.
    if (state.position <= read.minPosition) break;
  }
  yield `account ${read.account} was shown with ${read.balance}, which it never had from position ${read.minPosition} on`;
}

/** The newest entry of a history that was asked for at `minPosition`, where the account had one. */
export function* checkHistoryRead(newest: number | undefined, minPosition: number): Generator<string> {
  if (newest === undefined) yield `a history at position ${minPosition} was empty`;
  else if (newest < minPosition) yield `a history at position ${minPosition} ended with ${newest}`;
}
