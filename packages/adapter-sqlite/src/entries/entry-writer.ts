import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type AccountRow, PortError } from '@fintech/ports';
import { entriesPerTransaction } from './entries-schema.ts';
import type { StoredEntry, StoredRecord } from './packed-applied.ts';

const maxRememberedNumbers = 100_000;

/** Writes applied records inside a transaction of its caller. */
export class EntryWriter {
  readonly #insertRecord: StatementSync;
  readonly #insertOutcome: StatementSync;
  readonly #insertEntry: StatementSync;
  readonly #putAccount: StatementSync;
  readonly #insertNumber: StatementSync;
  readonly #selectNumber: StatementSync;
  readonly #numbers = new Map<string, number>();

  constructor(database: DatabaseSync) {
    this.#insertRecord = database.prepare('insert into records values (?, ?, ?, ?)');
    this.#insertOutcome = database.prepare('insert into outcomes values (?, ?, ?, ?, ?, ?)');
    this.#insertEntry = database.prepare('insert into entries values (?, ?, ?, ?, ?, ?, ?, ?)');
    // Only these two ever change; to replace the whole row would mean to index its owner again.
    this.#putAccount = database.prepare(`insert into accounts values (?, ?, ?, ?, ?, ?)
      on conflict do update set status = excluded.status, balance = excluded.balance`);
    this.#insertNumber = database.prepare(
      'insert into account_numbers (account_id) values (?) returning number',
    );
    this.#selectNumber = database.prepare('select number from account_numbers where account_id = ?');
  }

  /** Writes those of `records` that are at `nextOffset` or after it, which must be consecutive. */
  write(records: Iterable<StoredRecord>, nextOffset: number): void {
    let next = nextOffset;
    // Balances are absolute, so only the last state of an account in the batch needs to be written.
    const accounts = new Map<string, AccountRow>();
    for (const record of records) {
      if (record.offset < next) continue;
      if (record.offset > next) throw new PortError('store_corrupt', `Record ${next} was never written.`);
      next += 1;
      this.#writeRecord(record);
      for (const account of record.accounts) accounts.set(account.accountId, account);
    }
    for (const account of accounts.values()) this.#writeAccount(account);
  }

  /** Forgets what a transaction that was undone may have added. */
  forget(): void {
    this.#numbers.clear();
  }

  #writeRecord({ offset, firstPosition, chain, outcomes, entries }: StoredRecord): void {
    this.#insertRecord.run(offset, firstPosition, firstPosition + outcomes.length - 1, chain);
    for (const { position, commandId, kind, code, time, balance } of outcomes) {
      this.#insertOutcome.run(position, commandId, kind, code, time, balance ?? null);
    }
    for (const entry of entries) this.#writeEntry(entry);
  }

  #writeEntry(entry: StoredEntry): void {
    this.#insertEntry.run(
      entry.position * entriesPerTransaction + entry.index,
      this.#numberOf(entry.accountId),
      this.#numberOf(entry.counterpartyId),
      entry.currency,
      entry.amount,
      entry.balance,
      entry.time,
      entry.purpose,
    );
  }

  #writeAccount({ accountId, ownerId, currency, status, balance, openedAt }: AccountRow): void {
    this.#putAccount.run(this.#numberOf(accountId), ownerId, currency, status, balance, openedAt);
  }

  #numberOf(accountId: string): number {
    const remembered = this.#numbers.get(accountId);
    if (remembered !== undefined) return remembered;
    const row = this.#selectNumber.get(accountId) ?? this.#insertNumber.get(accountId);
    const number = Number(row?.number);
    if (this.#numbers.size === maxRememberedNumbers) this.#numbers.clear();
    this.#numbers.set(accountId, number);
    return number;
  }
}
