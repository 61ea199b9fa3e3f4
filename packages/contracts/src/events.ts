import type { ProblemCode } from './problems.ts';

/** Topic with everything that happens to users. */
export const usersTopic = 'users';

export interface UserCreated {
  readonly user_id: string;
  readonly username: string;
}

/**
 * Topic with what became of every request to move money, in the order of the ledger: `transaction.posted` and
 * `transaction.refused`. A repeated request is not told again. Names and descriptions are personal and not in it.
 */
export const transactionsTopic = 'transactions';

/** One end of a leg. */
export interface LegEnd {
  readonly account_id: string;
  /** Whose account it is; absent for the outside world, and for an account that does not exist. */
  readonly user_id?: string;
  /** Of the account right after the leg, in minor units; absent when nothing moved. */
  readonly balance?: number;
}

export interface TransactionLeg {
  readonly from: LegEnd;
  readonly to: LegEnd;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
}

/** Data of `transaction.posted`. */
export interface TransactionPosted {
  readonly transaction_id: string;
  readonly type: 'transfer' | 'deposit' | 'withdrawal';
  /** Of the command in the ledger; grows from event to event. */
  readonly position: number;
  /** Who asked for it; absent for the system. */
  readonly user_id?: string;
  readonly legs: readonly TransactionLeg[];
}

/** Data of `transaction.refused`. The ends of its legs are what was asked for, and may be anybody's: tell only `user_id`. */
export interface TransactionRefused extends TransactionPosted {
  /** As the caller was told. */
  readonly code: ProblemCode;
}
