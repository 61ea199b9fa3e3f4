import { randomUUID } from 'node:crypto';
import type {
  CollectionSpec,
  DocumentStore,
  Page,
  PutOptions,
  PutOutcome,
  Query,
  Stored,
} from '@fintech/ports';
import type { Collection, Filter } from 'mongodb';
import { ensureCollection } from '../connection/collections.ts';
import type { MongodbConnection } from '../connection/connection.ts';
import { definitionOf, keysOf, type StoredDocument } from './document-collection.ts';
import { formatCursor, parseCursor } from './document-cursor.ts';
import { type OutboxDocument, outbox } from './outbox.ts';
import { plainJson } from './plain-json.ts';
import { type DocumentWrite, putOne } from './put-one.ts';
import { inTransaction } from './transaction.ts';

export interface DocumentStoreOptions {
  readonly connection: MongodbConnection;
  /** Collections of the database that are not for documents. */
  readonly reserved: readonly string[];
  /** Called after a write with events. */
  readonly onEvents: () => void;
}

/** Documents as documents of MongoDB, each collection of the port being one of the database. */
export class MongodbDocumentStore implements DocumentStore {
  readonly #options: DocumentStoreOptions;
  readonly #connection: MongodbConnection;
  readonly #ensured = new Map<string, Promise<void>>();

  constructor(options: DocumentStoreOptions) {
    this.#options = options;
    this.#connection = options.connection;
  }

  async get<T>(spec: CollectionSpec, id: string): Promise<Stored<T> | undefined> {
    const collection = await this.#collection(spec);
    const found = await this.#connection.call(() => collection.findOne({ _id: id }, this.#reading));
    return found === null ? undefined : toStored<T>(found);
  }

  /** @throws TypeError when a field of the value has a name that MongoDB cannot store */
  async put<T>(spec: CollectionSpec, id: string, value: T, options: PutOptions = {}): Promise<PutOutcome> {
    const { expectVersion, events = [] } = options;
    const plain = plainJson(value);
    const write = { id, value: plain, keys: keysOf(spec, plain), expectVersion };
    const plainEvents = events.map(({ topic, event }) => ({ topic, event: plainJson(event) }));
    const collection = await this.#collection(spec);
    for (;;) {
      const outcome =
        plainEvents.length === 0
          ? await this.#connection.call(session => putOne(collection, write, session))
          : await this.#putWithEvents(collection, write, plainEvents);
      if (outcome === 'ok' && plainEvents.length > 0) this.#options.onEvents();
      if (outcome !== 'conflict' || expectVersion !== undefined) return outcome;
    }
  }

  async delete(spec: CollectionSpec, id: string): Promise<boolean> {
    const collection = await this.#collection(spec);
    const { deletedCount } = await this.#connection.call(session =>
      collection.deleteOne({ _id: id }, { session }),
    );
    return deletedCount === 1;
  }

  /** @throws RangeError when the field has no index or the cursor is not one of this store. */
  async query<T>(spec: CollectionSpec, query: Query): Promise<Page<Stored<T>>> {
    if (!spec.indexes.some(({ field }) => field === query.field))
      throw new RangeError(`No index on ${query.field}`);
    const filter = filterFor(query);
    const direction = query.newestFirst === true ? -1 : 1;
    const collection = await this.#collection(spec);
    const found = await this.#connection.call(() =>
      collection
        .find(filter, this.#reading)
        .sort({ seq: direction, _id: direction })
        .limit(query.limit + 1)
        .toArray(),
    );
    const items = found.slice(0, query.limit).map(document => toStored<T>(document));
    const last = found[query.limit - 1];
    if (found.length <= query.limit || last === undefined) return { items };
    return { items, nextCursor: formatCursor({ seq: last.seq, id: last._id }) };
  }

  /**
   * The collection of MongoDB, created or checked at its first use.
   * @throws PortError `unsafe_settings` when it has another validator or index; RangeError when the name is taken
   */
  async #collection(spec: CollectionSpec): Promise<Collection<StoredDocument>> {
    const { name } = spec;
    if (this.#options.reserved.includes(name))
      throw new RangeError(`The collection ${name} is not for documents.`);
    let ensured = this.#ensured.get(name);
    if (ensured === undefined) {
      const { database } = this.#connection;
      ensured = this.#connection.call(() => ensureCollection(database, definitionOf(spec)));
      this.#ensured.set(name, ensured);
      ensured.catch(() => this.#ensured.delete(name));
    }
    await ensured;
    return this.#connection.collection<StoredDocument>(name);
  }

  /**
   * A read must see every write that was acknowledged before, by whatever process. Only `linearizable` promises that: a
   * primary that was just replaced, and does not know it yet, cannot answer. It costs as much as a small write, which
   * the few reads of documents can afford.
   */
  get #reading() {
    return { readConcern: 'linearizable', maxTimeMS: this.#connection.operationTimeoutMs } as const;
  }

  /**
   * The guard and the unique indexes decide, as they do without events; the transaction is there only so that the events
   * are written exactly when the document is. A process that dies inside it blocks this one document for up to a minute.
   */
  #putWithEvents(
    collection: Collection<StoredDocument>,
    write: DocumentWrite,
    events: readonly unknown[],
  ): Promise<PutOutcome> {
    const deadline = performance.now() + this.#connection.operationTimeoutMs;
    const _id = randomUUID();
    const entry = [{ $replaceWith: { _id, seq: '$$CLUSTER_TIME', events: { $literal: events } } }];
    return this.#connection.call(session =>
      inTransaction(session, deadline, async () => {
        const outcome = await putOne(collection, write, session);
        if (outcome !== 'ok') return { commit: false, result: outcome };
        const outboxCollection = this.#connection.collection<OutboxDocument>(outbox.name);
        await outboxCollection.updateOne({ _id }, entry, { upsert: true, session });
        return { commit: true, result: outcome };
      }),
    );
  }
}

function toStored<T>({ _id, version, value }: StoredDocument): Stored<T>;
function toStored({ _id, version, value }: StoredDocument): Stored<unknown> {
  return { id: _id, version, value };
}

/** What comes after the cursor, in the order of the query. */
function filterFor({ field, equals, newestFirst, cursor }: Query): Filter<StoredDocument> {
  const wanted = { [`keys.${field}`]: { $eq: equals } };
  if (cursor === undefined) return wanted;
  const { seq, id } = parseCursor(cursor);
  return newestFirst === true
    ? { ...wanted, seq: { $lte: seq }, $or: [{ seq: { $lt: seq } }, { _id: { $lt: id } }] }
    : { ...wanted, seq: { $gte: seq }, $or: [{ seq: { $gt: seq } }, { _id: { $gt: id } }] };
}
