import type { Page } from './document-store.ts';

/**
 * One side of a posting, as an account's owner sees it. Entries of one position are one transaction: they share its id, its
 * time and its purpose. Time never goes back from one position to the next.
 */
export interface EntryRow {
  readonly position: number;
  /** Index of the entry in its transaction, 0 … 127. */
  readonly index: number;
  readonly accountId: string;
  readonly counterpartyId: string;
  readonly currency: string;
  /** Minor units; negative when money left the account. */
  readonly amount: number;
  /** Balance of the account right after this entry. */
  readonly balance: number;
  /** Milliseconds since 1970, ledger time. */
  readonly time: number;
  /** Id of the transaction, which is that of the command at `position`. */
  readonly transactionId: string;
  /** What the transaction was: `transfer`, `deposit` or `withdrawal`. */
  readonly purpose: string;
}

export interface AccountRow {
  readonly accountId: string;
  readonly ownerId: string;
  readonly currency: string;
  readonly status: string;
  readonly balance: number;
  readonly openedAt: number;
}

/** The outcome of one command, as it was decided when the command was first applied. */
export interface OutcomeRow {
  readonly position: number;
  readonly commandId: string;
  readonly kind: string;
  readonly code: string;
  readonly time: number;
  /** Balance of the account that paid, after the command; absent when nothing moved. */
  readonly balance?: number;
}

/** Everything one log record changed, with absolute values only (rule R12). */
export interface AppliedRecord {
  readonly offset: number;
  /** Positions of its commands: `firstPosition … firstPosition + outcomes.length - 1`. */
  readonly firstPosition: number;
  /** Hash chain after the record (rule R5), 64 hex digits. */
  readonly chain: string;
  readonly outcomes: readonly OutcomeRow[];
  readonly entries: readonly EntryRow[];
  /**
   * Accounts that the record opened, changed or posted to, as they stand after it. The balance of each is that of its newest
   * entry; 0 before the first.
   */
  readonly accounts: readonly AccountRow[];
}

export interface Checkpoint {
  /** Offset of the next record to write; 0 when nothing is written. */
  readonly nextOffset: number;
  /** Position of the last command written; 0 when nothing is written. */
  readonly position: number;
}

export interface RecordDigest {
  readonly offset: number;
  readonly firstPosition: number;
  readonly chain: string;
}

export interface EntryQuery {
  readonly accountId: string;
  readonly direction?: 'in' | 'out';
  readonly purpose?: string;
  /** Only entries at or after this time, in milliseconds since 1970. */
  readonly from?: number;
  /** Only entries before this time. */
  readonly until?: number;
  /** 1 … 200. */
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * The read model of a ledger. It can be rebuilt from the log at any time, so it need not be durable on its own: after a
 * crash its checkpoint may be older, never newer, than its rows.
 *
 * @throws PortError `store_unavailable`, `store_corrupt`
 */
export interface EntryStore {
  /** Writes consecutive records and moves the checkpoint in one step. Records before the checkpoint are ignored. */
  write(records: readonly AppliedRecord[]): Promise<void>;
  checkpoint(): Promise<Checkpoint>;
  /** Stored digests of records from `fromOffset` on, in order, at most `limit`. */
  digests(fromOffset: number, limit: number): Promise<readonly RecordDigest[]>;
  /** Stored outcomes of the positions `from … to`, in order, both ends included. */
  outcomes(from: number, to: number): Promise<readonly OutcomeRow[]>;
  outcomeOf(commandId: string): Promise<OutcomeRow | undefined>;
  /** All entries of one transaction, by index; empty when there is none. */
  transaction(transactionId: string): Promise<readonly EntryRow[]>;
  /**
   * All entries of the positions `from … to`, both ends included, by position and index. For audits: they are not cut
   * into pages, so ask for few positions at a time.
   */
  entriesBetween(from: number, to: number): Promise<readonly EntryRow[]>;
  /** Entries of one account, newest first. */
  entries(query: EntryQuery): Promise<Page<EntryRow>>;
  account(accountId: string): Promise<AccountRow | undefined>;
  accountsOf(ownerId: string): Promise<readonly AccountRow[]>;
  /** Number of accounts and the sum of all balances, per currency. For audits. */
  totals(): Promise<
    readonly { readonly currency: string; readonly accounts: number; readonly sum: number }[]
  >;
}
