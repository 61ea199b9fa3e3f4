import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { type Annotation, PortError } from '@fintech/ports';
import { inTransaction, openDatabase } from '../thread/open-database.ts';
import { type PackedRecords, packRecords, unpackRecords } from './packed-records.ts';

const schema = {
  application: 'FAlg',
  version: 1,
  rebuilt: false,
  sql: `
    create table records (offset integer primary key, bytes blob not null, checksum integer not null);
    create table annotations (id text primary key, text text not null) without rowid;
  `,
};

// FULL flushes the disk with every commit, so that an answer survives a power failure. EXCLUSIVE keeps a second
// process out. secure_delete overwrites an erased annotation.
const pragmas = `
  pragma locking_mode = exclusive;
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma secure_delete = on;
  pragma wal_autocheckpoint = 4000;
  pragma journal_size_limit = 67108864;
`;

/** The log's file, as its thread sees it. */
export class LogDatabase implements Disposable {
  readonly #database: DatabaseSync;
  readonly #insertRecord: StatementSync;
  readonly #insertAnnotation: StatementSync;
  readonly #selectRecords: StatementSync;
  readonly #selectAnnotation: StatementSync;
  #end: number;

  constructor(file: string) {
    this.#database = openDatabase(file, schema, pragmas);
    this.#insertRecord = this.#database.prepare('insert into records values (?, ?, ?)');
    // A command that is appended twice keeps its first text, as it keeps its first outcome.
    this.#insertAnnotation = this.#database.prepare('insert or ignore into annotations values (?, ?)');
    this.#selectRecords = this.#database.prepare('select * from records where offset >= ? order by offset');
    this.#selectAnnotation = this.#database.prepare('select text from annotations where id = ?');
    this.#end = Number(
      this.#database.prepare('select coalesce(max(offset) + 1, 0) as e from records').get()?.e,
    );
  }

  /** Offset that the next record will get. */
  end(): number {
    return this.#end;
  }

  /** Appends a group in one durable step; returns the offset of its first record. */
  append(group: PackedRecords, annotations: readonly Annotation[]): number {
    const first = this.#end;
    inTransaction(this.#database, () => {
      for (const [i, record] of unpackRecords(group).entries()) {
        this.#insertRecord.run(first + i, record, crc32(record));
      }
      for (const { id, text } of annotations) this.#insertAnnotation.run(id, text);
    });
    this.#end += group.lengths.length;
    return first;
  }

  /** Records from `fromOffset` on, until they are `maxBytes` or more, or the log ends. */
  read(fromOffset: number, maxBytes: number): PackedRecords {
    const records: Uint8Array[] = [];
    let bytes = 0;
    for (const row of this.#selectRecords.iterate(fromOffset)) {
      const record = checkedRecord(row, fromOffset + records.length);
      records.push(record);
      bytes += record.length;
      if (bytes >= maxBytes) break;
    }
    return packRecords(records);
  }

  annotations(ids: readonly string[]): ReadonlyMap<string, string> {
    const texts = new Map<string, string>();
    for (const id of ids) {
      const text = this.#selectAnnotation.get(id)?.text;
      if (typeof text === 'string') texts.set(id, text);
    }
    return texts;
  }

  eraseAnnotation(id: string): void {
    this.#database.prepare('delete from annotations where id = ?').run(id);
    // The write-ahead log still holds the text; emptying it is what erases the text for good.
    this.#database.exec('pragma wal_checkpoint(truncate)');
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function checkedRecord(row: ReturnType<StatementSync['all']>[number], offset: number): Uint8Array {
  if (row.offset !== offset) throw new PortError('log_corrupt', `Record ${offset} is missing.`);
  if (!(row.bytes instanceof Uint8Array) || crc32(row.bytes) !== row.checksum) {
    throw new PortError('log_corrupt', `Record ${offset} fails its checksum.`);
  }
  return row.bytes;
}
