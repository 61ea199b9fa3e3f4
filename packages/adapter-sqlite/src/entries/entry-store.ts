import type {
  AccountRow,
  AppliedRecord,
  Checkpoint,
  EntryQuery,
  EntryRow,
  EntryStore,
  OutcomeRow,
  Page,
  RecordDigest,
} from '@fintech/ports';
import { DatabaseThread } from '../thread/database-thread.ts';
import type { EntriesDatabase } from './entries-database.ts';
import { parseCursor } from './entry-cursor.ts';
import { packApplied } from './packed-applied.ts';

/** The ledger's read model in an SQLite file of its own. */
export class SqliteEntryStore implements EntryStore, AsyncDisposable {
  readonly #thread: DatabaseThread<EntriesDatabase>;

  static async open(file: string): Promise<SqliteEntryStore> {
    return new SqliteEntryStore(
      await DatabaseThread.start(new URL('./entries-thread.ts', import.meta.url), { file }),
    );
  }

  private constructor(thread: DatabaseThread<EntriesDatabase>) {
    this.#thread = thread;
  }

  async write(records: readonly AppliedRecord[]): Promise<void> {
    await this.#thread.call('write', packApplied(records));
  }

  checkpoint(): Promise<Checkpoint> {
    return this.#thread.call('checkpoint');
  }

  digests(fromOffset: number, limit: number): Promise<readonly RecordDigest[]> {
    return this.#thread.call('digests', fromOffset, limit);
  }

  outcomes(from: number, to: number): Promise<readonly OutcomeRow[]> {
    return this.#thread.call('outcomes', from, to);
  }

  outcomeOf(commandId: string): Promise<OutcomeRow | undefined> {
    return this.#thread.call('outcomeOf', commandId);
  }

  transaction(transactionId: string): Promise<readonly EntryRow[]> {
    return this.#thread.call('transaction', transactionId);
  }

  entriesBetween(from: number, to: number): Promise<readonly EntryRow[]> {
    return this.#thread.call('entriesBetween', from, to);
  }

  /** @throws RangeError when the cursor is not one of this store. */
  async entries(query: EntryQuery): Promise<Page<EntryRow>> {
    if (query.cursor !== undefined) parseCursor(query.cursor);
    return this.#thread.call('entries', query);
  }

  account(accountId: string): Promise<AccountRow | undefined> {
    return this.#thread.call('account', accountId);
  }

  accountsOf(ownerId: string): Promise<readonly AccountRow[]> {
    return this.#thread.call('accountsOf', ownerId);
  }

  totals(): ReturnType<EntryStore['totals']> {
    return this.#thread.call('totals');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread.close();
  }
}
