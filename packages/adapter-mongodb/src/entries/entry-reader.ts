import type {
  AccountRow,
  Checkpoint,
  EntryQuery,
  EntryRow,
  EntryStore,
  OutcomeRow,
  Page,
  RecordDigest,
} from '@fintech/ports';
import type { ClientSession, Collection, Document, Filter } from 'mongodb';
import type { MongodbConnection } from '../connection/connection.ts';
import { type AccountWithNewest, newestTransaction, toAccountRow } from './account-balance.ts';
import { AccountTotals } from './account-totals.ts';
import type { CheckpointKeeper } from './checkpoint-keeper.ts';
import {
  type AccountDocument,
  accounts,
  type RecordDocument,
  records,
  type TransactionDocument,
  transactions,
} from './entry-collections.ts';
import { readPage } from './entry-page.ts';
import { toEntryRows, toOutcomeRow } from './to-transactions.ts';

/** Accounts that are summed up in one call. */
const accountsPerCall = 1000;

/**
 * Answers the queries of the read model. Each reads the checkpoint first and then looks at nothing behind it, in a session
 * that keeps the two reads in order. Rows before a checkpoint never change, so the answer is what it was when the
 * checkpoint was there, however many projectors write meanwhile, and even if one of them died half-way.
 */
export class EntryReader implements Omit<EntryStore, 'write'> {
  readonly #connection: MongodbConnection;
  readonly #checkpoints: CheckpointKeeper;

  constructor(connection: MongodbConnection, checkpoints: CheckpointKeeper) {
    this.#connection = connection;
    this.#checkpoints = checkpoints;
  }

  checkpoint(): Promise<Checkpoint> {
    return this.#atCheckpoint(async checkpoint => checkpoint);
  }

  async digests(fromOffset: number, limit: number): Promise<readonly RecordDigest[]> {
    // To MongoDB a limit of 0 is none.
    if (limit === 0) return [];
    const collection = this.#connection.collection<RecordDocument>(records.name);
    return this.#atCheckpoint(async ({ nextOffset }, session) => {
      const filter = { _id: { $gte: fromOffset, $lt: nextOffset } };
      const found = await collection.find(filter, { session }).sort({ _id: 1 }).limit(limit).toArray();
      return found.map(({ _id, firstPosition, chain }) => ({ offset: _id, firstPosition, chain }));
    });
  }

  async outcomes(from: number, to: number): Promise<readonly OutcomeRow[]> {
    return (await this.#between(from, to, {})).map(toOutcomeRow);
  }

  async outcomeOf(commandId: string): Promise<OutcomeRow | undefined> {
    const found = await this.#firstOf({ commandId });
    return found && toOutcomeRow(found);
  }

  async transaction(transactionId: string): Promise<readonly EntryRow[]> {
    const found = await this.#firstOf({ commandId: transactionId, entries: { $exists: true } });
    return found === undefined ? [] : toEntryRows(found);
  }

  async entriesBetween(from: number, to: number): Promise<readonly EntryRow[]> {
    return (await this.#between(from, to, { entries: { $exists: true } })).flatMap(toEntryRows);
  }

  /** @throws RangeError when the cursor is not one of this store. */
  entries(query: EntryQuery): Promise<Page<EntryRow>> {
    return this.#atCheckpoint(({ position }, session) =>
      readPage(this.#transactions, query, position, session),
    );
  }

  async account(accountId: string): Promise<AccountRow | undefined> {
    const [found] = await this.#accounts({ _id: accountId }, { _id: 1 }, 1);
    return found;
  }

  accountsOf(ownerId: string): Promise<readonly AccountRow[]> {
    return this.#accounts({ ownerId }, { openedAt: 1, _id: 1 });
  }

  /** The sums are those at the checkpoint when the call began, although it takes many calls of the database. */
  async totals(): ReturnType<EntryStore['totals']> {
    const totals = new AccountTotals();
    const checkpoint = await this.checkpoint();
    let last = '';
    for (;;) {
      const found = await this.#accounts({ _id: { $gt: last } }, { _id: 1 }, accountsPerCall, checkpoint);
      for (const account of found) totals.add(account);
      last = found.at(-1)?.accountId ?? last;
      if (found.length < accountsPerCall) return totals.totals;
    }
  }

  /** Accounts with their balances at the checkpoint, or at an earlier one. */
  #accounts(
    filter: Filter<AccountDocument>,
    order: Readonly<Record<string, 1>>,
    limit?: number,
    earlier?: Checkpoint,
  ): Promise<AccountRow[]> {
    const limited: Document[] = limit === undefined ? [] : [{ $limit: limit }];
    return this.#atCheckpoint(async (checkpoint, session) => {
      const { position } = earlier ?? checkpoint;
      const found = await this.#connection
        .collection<AccountDocument>(accounts.name)
        .aggregate<AccountWithNewest>(
          [{ $match: filter }, { $sort: order }, ...limited, ...newestTransaction(position)],
          { session },
        )
        .toArray();
      return found.map(toAccountRow);
    });
  }

  #between(from: number, to: number, filter: Filter<TransactionDocument>): Promise<TransactionDocument[]> {
    return this.#atCheckpoint(({ position }, session) =>
      this.#transactions
        .find({ ...filter, _id: { $gte: from, $lte: Math.min(to, position) } }, { session })
        .sort({ _id: 1 })
        .toArray(),
    );
  }

  /** A command may be in the log twice; the first time counts. */
  #firstOf(filter: Filter<TransactionDocument>): Promise<TransactionDocument | undefined> {
    return this.#atCheckpoint(async ({ position }, session) => {
      const wanted = { ...filter, _id: { $lte: position } };
      const [found] = await this.#transactions.find(wanted, { session }).sort({ _id: 1 }).limit(1).toArray();
      return found;
    });
  }

  #atCheckpoint<T>(read: (checkpoint: Checkpoint, session: ClientSession) => Promise<T>): Promise<T> {
    return this.#connection.call(async session => read(await this.#checkpoints.readIn(session), session));
  }

  get #transactions(): Collection<TransactionDocument> {
    return this.#connection.collection<TransactionDocument>(transactions.name);
  }
}
