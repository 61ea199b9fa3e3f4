import type {
  CollectionSpec,
  DocumentStore,
  Page,
  PutOptions,
  PutOutcome,
  Query,
  Stored,
} from '@fintech/ports';
import type { Caller } from '../thread/calls.ts';
import type { DocumentRow, DocumentTables, IndexedValue } from './document-tables.ts';
import { type SqliteEventBus, toEventRow } from './event-bus.ts';

/** Documents as JSON text, found by the declared indexes. */
export class SqliteDocumentStore implements DocumentStore {
  readonly #call: Caller<DocumentTables>;
  readonly #eventBus: SqliteEventBus;

  constructor(call: Caller<DocumentTables>, eventBus: SqliteEventBus) {
    this.#call = call;
    this.#eventBus = eventBus;
  }

  async get<T>(collection: CollectionSpec, id: string): Promise<Stored<T> | undefined> {
    const row = await this.#call('get', collection.name, id);
    return row && toStored(row);
  }

  async put<T>(
    collection: CollectionSpec,
    id: string,
    value: T,
    { expectVersion, events = [] }: PutOptions = {},
  ): Promise<PutOutcome> {
    const outcome = await this.#call('put', {
      collection: collection.name,
      id,
      text: JSON.stringify(value),
      indexed: indexedValues(collection, value),
      expectVersion,
      events: events.map(({ topic, event }) => toEventRow(topic, event)),
    });
    if (outcome === 'ok') {
      for (const topic of new Set(events.map(event => event.topic))) this.#eventBus.wake(topic);
    }
    return outcome;
  }

  async delete(collection: CollectionSpec, id: string): Promise<boolean> {
    return this.#call('delete', collection.name, id);
  }

  /** @throws RangeError when the field has no index or the cursor is not one of this store. */
  async query<T>(collection: CollectionSpec, query: Query): Promise<Page<Stored<T>>> {
    const { field, equals, newestFirst = false, limit, cursor } = query;
    if (!collection.indexes.some(index => index.field === field))
      throw new RangeError(`No index on ${field}`);
    const after = cursor === undefined ? undefined : parseCursor(cursor);
    const found = { collection: collection.name, field, equals, newestFirst, limit: limit + 1, after };
    const rows = await this.#call('query', found);
    const items = rows.slice(0, limit).map(row => toStored<T>(row));
    const last = rows[limit - 1];
    return rows.length > limit && last !== undefined ? { items, nextCursor: String(last.seq) } : { items };
  }
}

function toStored<T>({ id, version, text }: DocumentRow): Stored<T> {
  return { id, version, value: JSON.parse(text) };
}

function indexedValues(collection: CollectionSpec, document: unknown): IndexedValue[] {
  if (typeof document !== 'object' || document === null) return [];
  return collection.indexes.flatMap(({ field, unique = false }) => {
    const value: unknown = Reflect.get(document, field);
    return typeof value === 'string' || typeof value === 'number' ? [{ field, value, unique }] : [];
  });
}

function parseCursor(cursor: string): number {
  if (!/^[1-9]\d{0,14}$/.test(cursor)) throw new RangeError('cursor');
  return Number(cursor);
}
