import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../thread/open-database.ts';
import { EntryReader } from './entry-reader.ts';
import { EntryWriter } from './entry-writer.ts';
import { type PackedApplied, unpackApplied } from './packed-applied.ts';

/** The read model's file, as its thread sees it. */
export class EntriesDatabase extends EntryReader implements Disposable {
  readonly #database: DatabaseSync;
  readonly #writer: EntryWriter;

  constructor(database: DatabaseSync) {
    super(database);
    this.#database = database;
    this.#writer = new EntryWriter(database);
  }

  write(records: PackedApplied): void {
    try {
      inTransaction(this.#database, () =>
        this.#writer.write(unpackApplied(records), this.checkpoint().nextOffset),
      );
    } catch (error) {
      this.#writer.forget();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
