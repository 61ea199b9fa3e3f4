import type { AppliedRecord } from '@fintech/ports';
import type { AnyBulkWriteOperation } from 'mongodb';
import { countDuplicates, insertMissing } from '../connection/bulk-write.ts';
import type { MongodbConnection } from '../connection/connection.ts';
import { AccountChanges } from './account-changes.ts';
import {
  type AccountDocument,
  accounts,
  type RecordDocument,
  records as recordCollection,
  type TransactionDocument,
  transactions,
} from './entry-collections.ts';
import { toTransactions } from './to-transactions.ts';

/**
 * Writes the rows of applied records, with a majority. Rows are absolute and their ids follow from the log, so any number
 * of projectors may write the same ones, or older ones, at any time (rule R12).
 */
export class EntryWriter {
  readonly #connection: MongodbConnection;
  readonly #accountChanges = new AccountChanges();

  constructor(connection: MongodbConnection) {
    this.#connection = connection;
  }

  /** Resolves once all rows of the records are durable. */
  async write(records: readonly AppliedRecord[]): Promise<void> {
    const changes = this.#accountChanges.in(records);
    await Promise.all([
      insertMissing<TransactionDocument>(
        this.#connection,
        transactions.name,
        records.flatMap(toTransactions),
      ),
      insertMissing<RecordDocument>(this.#connection, recordCollection.name, records.map(toRecord)),
      this.#update(changes),
    ]);
    this.#accountChanges.written(records);
  }

  /** Says that somebody else has written these. */
  passOver(records: readonly AppliedRecord[]): void {
    this.#accountChanges.written(records);
  }

  async #update(rows: readonly AccountDocument[]): Promise<void> {
    if (rows.length === 0) return;
    const collection = this.#connection.collection<AccountDocument>(accounts.name);
    const updates = rows.map(toUpdate);

    await this.#connection.call(async session => {
      const run = () => collection.bulkWrite(updates, { ordered: false, session });
      // Another projector inserted an account at the same moment. The second time it is there, and the guard decides.
      if ((await countDuplicates(rows.length, run)) > 0) await run();
    });
  }
}

function toRecord({ offset, firstPosition, chain }: AppliedRecord): RecordDocument {
  return { _id: offset, firstPosition, chain };
}

/** Writes the account unless a later record's state of it is stored. */
function toUpdate(row: AccountDocument): AnyBulkWriteOperation<AccountDocument> {
  const isNewer = { $lt: [{ $ifNull: ['$offset', -1] }, row.offset] };
  const update = [{ $replaceWith: { $cond: [isNewer, { $literal: row }, '$$ROOT'] } }];
  return { updateOne: { filter: { _id: row._id }, update, upsert: true } };
}
