/** Topic with everything that happens to users. */
export const usersTopic = 'users';
/** Topic with the outcome of every command that moved, or refused to move, money. */
export const transactionsTopic = 'transactions';

export interface UserCreated {
  readonly user_id: string;
  readonly username: string;
}

/** `type` of an event on {@link transactionsTopic}: `transaction.posted` or `transaction.refused`. */
export interface TransactionEvent {
  readonly transaction_id: string;
  readonly position: number;
  readonly purpose: string;
  /** `applied`, or why it was refused. */
  readonly code: string;
  readonly legs: readonly {
    readonly from_account_id: string;
    readonly to_account_id: string;
    readonly amount: number;
    readonly currency: string;
  }[];
}
