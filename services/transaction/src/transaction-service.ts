import type {
  AccountView,
  CashBody,
  EntryView,
  HistoryQuery,
  KeyStatusView,
  List,
  TransactionView,
  TransferBody,
} from '@fintech/contracts';

/** The person a request acts for. */
export interface Caller {
  readonly userId: string;
  readonly username: string;
}

/** The answer to a money-moving request. */
export interface Posted {
  readonly view: TransactionView;
  /** The same request had been carried out before; nothing happened this time. */
  readonly replayed: boolean;
}

export type AccountChange = 'freeze' | 'unfreeze' | 'close';

/** A balance that has just changed, for live pages. */
export interface BalanceChange {
  readonly accountId: string;
  readonly currency: string;
  readonly balance: number;
  readonly position: number;
  /** Transaction that caused it. */
  readonly transactionId: string;
}

/**
 * Money of people. Every call acts for one caller and never shows or moves another one's money.
 *
 * @throws ProblemError with the codes of the money section, `overloaded` (nothing was appended), `unavailable`, and from
 *   every method that moves money `outcome_unknown`: ask again with the same idempotency key.
 */
export interface TransactionService {
  accounts(caller: Caller, minPosition?: number): Promise<readonly AccountView[]>;
  /** Opens the caller's account in a currency; an existing one is `account_exists`. */
  openAccount(caller: Caller, currency: string, idempotencyKey: string): Promise<AccountView>;
  changeAccount(
    caller: Caller,
    accountId: string,
    change: AccountChange,
    idempotencyKey: string,
  ): Promise<AccountView>;
  transfer(caller: Caller, body: TransferBody, idempotencyKey: string): Promise<Posted>;
  /** Play money from the outside world; `sandbox_only` in live mode. */
  deposit(caller: Caller, body: CashBody, idempotencyKey: string): Promise<Posted>;
  /** Play money back to the outside world; `sandbox_only` in live mode. */
  withdraw(caller: Caller, body: CashBody, idempotencyKey: string): Promise<Posted>;
  /** One transaction that the caller is a party to. */
  transaction(caller: Caller, id: string, minPosition?: number): Promise<TransactionView>;
  /** What became of the caller's request with this idempotency key. */
  keyStatus(caller: Caller, idempotencyKey: string, minPosition?: number): Promise<KeyStatusView>;
  /** Entries of one account, newest first; of the account in the default currency when the query names none. */
  history(caller: Caller, query: HistoryQuery): Promise<List<EntryView>>;
  /** Calls back after each change of one of the caller's balances, until the returned function is called. */
  watch(caller: Caller, listener: (change: BalanceChange) => void): () => void;
}
