import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { PutOutcome } from '@fintech/ports';
import type { EventRow, EventTables } from './event-tables.ts';

/** One value of a document in an index of its collection. */
export interface IndexedValue {
  readonly field: string;
  readonly value: string | number;
  readonly unique: boolean;
}

export interface DocumentRow {
  readonly seq: number;
  readonly id: string;
  readonly version: number;
  /** The value as JSON text. */
  readonly text: string;
}

export interface DocumentPut {
  readonly collection: string;
  readonly id: string;
  readonly text: string;
  readonly indexed: readonly IndexedValue[];
  readonly expectVersion: number | undefined;
  readonly events: readonly EventRow[];
}

export interface DocumentQuery {
  readonly collection: string;
  readonly field: string;
  readonly equals: string | number;
  readonly newestFirst: boolean;
  readonly limit: number;
  /** Number of the last document of the page before. */
  readonly after: number | undefined;
}

/** Documents and their indexes. `seq` numbers the documents in the order of their insertion. */
export class DocumentTables {
  readonly #events: EventTables;
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;
  readonly #holder: StatementSync;
  readonly #insertIndex: StatementSync;
  readonly #deleteIndex: StatementSync;
  readonly #ascending: StatementSync;
  readonly #descending: StatementSync;

  constructor(database: DatabaseSync, events: EventTables) {
    this.#events = events;
    this.#select = database.prepare('select * from documents where collection = ? and id = ?');
    this.#insert = database.prepare(
      'insert into documents (collection, id, version, value) values (?, ?, 1, ?) returning seq',
    );
    this.#update = database.prepare('update documents set version = version + 1, value = ? where seq = ?');
    this.#delete = database.prepare('delete from documents where seq = ?');
    this.#holder = database.prepare(
      'select seq from document_index where collection = ? and field = ? and value = ? and seq <> ?',
    );
    this.#insertIndex = database.prepare('insert into document_index values (?, ?, ?, ?)');
    this.#deleteIndex = database.prepare('delete from document_index where seq = ?');
    const page = `select d.* from document_index i join documents d on d.seq = i.seq
      where i.collection = ? and i.field = ? and i.value = ?`;
    this.#ascending = database.prepare(`${page} and i.seq > ? order by i.seq limit ?`);
    this.#descending = database.prepare(`${page} and i.seq < ? order by i.seq desc limit ?`);
  }

  get(collection: string, id: string): DocumentRow | undefined {
    const row = this.#select.get(collection, id);
    return row && toDocument(row);
  }

  put({ collection, id, text, indexed, expectVersion, events }: DocumentPut): PutOutcome {
    const found = this.get(collection, id);
    if (expectVersion !== undefined && expectVersion !== (found?.version ?? 0)) return 'conflict';
    const isTaken = ({ field, value, unique }: IndexedValue) =>
      unique && this.#holder.get(collection, field, value, found?.seq ?? 0) !== undefined;
    if (indexed.some(isTaken)) return 'duplicate';

    const seq = this.#write(collection, id, text, found);
    for (const { field, value } of indexed) this.#insertIndex.run(collection, field, value, seq);
    this.#events.publish(events);
    return 'ok';
  }

  delete(collection: string, id: string): boolean {
    const found = this.get(collection, id);
    if (found === undefined) return false;
    this.#deleteIndex.run(found.seq);
    this.#delete.run(found.seq);
    return true;
  }

  query({ collection, field, equals, newestFirst, limit, after }: DocumentQuery): DocumentRow[] {
    const statement = newestFirst ? this.#descending : this.#ascending;
    const start = after ?? (newestFirst ? Number.MAX_SAFE_INTEGER : 0);
    return statement.all(collection, field, equals, start, limit).map(toDocument);
  }

  /** Writes the row and takes the document out of all indexes; returns its number. */
  #write(collection: string, id: string, text: string, found: DocumentRow | undefined): number {
    if (found === undefined) return Number(this.#insert.get(collection, id, text)?.seq);
    this.#update.run(text, found.seq);
    this.#deleteIndex.run(found.seq);
    return found.seq;
  }
}

function toDocument(row: ReturnType<StatementSync['all']>[number]): DocumentRow {
  return {
    seq: Number(row.seq),
    id: String(row.id),
    version: Number(row.version),
    text: String(row.value),
  };
}
