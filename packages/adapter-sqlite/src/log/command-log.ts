import {
  type Annotation,
  type CommandLog,
  type LogRecord,
  type LogSubscription,
  PortError,
  type RecordHandler,
} from '@fintech/ports';
import { DatabaseThread } from '../thread/database-thread.ts';
import { GroupCommit } from '../thread/group-commit.ts';
import type { LogDatabase } from './log-database.ts';
import { SqliteLogSubscription } from './log-subscription.ts';
import { packRecords, unpackRecords } from './packed-records.ts';
import { RecentRecords } from './recent-records.ts';

interface Append {
  readonly record: Uint8Array;
  readonly annotations: readonly Annotation[];
}

export interface CommandLogOptions {
  /** The log's file. One process at a time may have it open. */
  readonly file: string;
  /** Called once, with the reason, when the log can no longer promise its contract (rule R17). */
  readonly onHalt: (reason: unknown) => void;
}

const pageBytes = 1024 * 1024;
const recentBytes = 8 * 1024 * 1024;

/** The command log as an SQLite table. Each commit is flushed to the disk before any append in it is answered. */
export class SqliteCommandLog implements CommandLog, AsyncDisposable {
  readonly maxRecordBytes = 512 * 1024;
  readonly #thread: DatabaseThread<LogDatabase>;
  readonly #onHalt: (reason: unknown) => void;
  readonly #appends = new GroupCommit<Append, undefined>(appends => this.#commit(appends), 'waits');
  readonly #recent = new RecentRecords(recentBytes);
  readonly #subscriptions = new Set<SqliteLogSubscription>();
  #end: number;
  #closed = false;
  #halted = false;

  /** @throws PortError `log_locked` when another process has the log open; `log_foreign`, `log_corrupt` */
  static async open({ file, onHalt }: CommandLogOptions): Promise<SqliteCommandLog> {
    const thread = await DatabaseThread.start<LogDatabase>(new URL('./log-thread.ts', import.meta.url), {
      file,
    });
    return new SqliteCommandLog(thread, await thread.call('end'), onHalt);
  }

  private constructor(thread: DatabaseThread<LogDatabase>, end: number, onHalt: (reason: unknown) => void) {
    this.#thread = thread;
    this.#end = end;
    this.#onHalt = onHalt;
  }

  async append(record: Uint8Array, annotations: readonly Annotation[]): Promise<void> {
    this.#assertOpen();
    if (record.length > this.maxRecordBytes) {
      throw new PortError('log_record_too_large', `The record has ${record.length} bytes.`);
    }
    await this.#appends.add({ record, annotations });
  }

  subscribe(fromOffset: number, handler: RecordHandler): LogSubscription {
    this.#assertOpen();
    const log = this;
    const subscription = new SqliteLogSubscription(
      {
        get end() {
          return log.#end;
        },
        read: offset => log.#read(offset),
        fail: reason => log.#halt(reason),
      },
      fromOffset,
      handler,
    );
    this.#subscriptions.add(subscription);
    subscription.ended.finally(() => this.#subscriptions.delete(subscription));
    return subscription;
  }

  async end(): Promise<number> {
    this.#assertOpen();
    return this.#end;
  }

  async annotations(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    this.#assertOpen();
    return this.#thread.call('annotations', ids);
  }

  async eraseAnnotation(id: string): Promise<void> {
    this.#assertOpen();
    await this.#thread.call('eraseAnnotation', id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#appends.idle();
    await Promise.all([...this.#subscriptions].map(subscription => subscription.close()));
    await this.#thread.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #commit(appends: readonly Append[]): Promise<undefined[]> {
    if (this.#halted) throw closedError();
    const packed = packRecords(appends.map(append => append.record));
    try {
      const first = await this.#thread.call(
        'append',
        packed,
        appends.flatMap(append => append.annotations),
      );
      this.#committed(first, unpackRecords(packed));
    } catch (error) {
      this.#halt(error);
      throw new PortError('log_append_unknown', 'The append may or may not be in the log.', { cause: error });
    }
    return appends.map(() => undefined);
  }

  #committed(first: number, records: readonly Uint8Array[]): void {
    if (this.#halted) throw closedError();
    if (first !== this.#end)
      throw new PortError('log_corrupt', `Expected offset ${this.#end}, got ${first}.`);
    this.#recent.add(records.map((bytes, i) => ({ offset: first + i, bytes })));
    this.#end += records.length;
    for (const subscription of this.#subscriptions) subscription.wake();
  }

  async #read(offset: number): Promise<readonly LogRecord[]> {
    const recent = this.#recent.from(offset);
    if (recent.length > 0) return recent;
    const page = await this.#thread.call('read', offset, pageBytes);
    return unpackRecords(page).map((bytes, i) => ({ offset: offset + i, bytes }));
  }

  #halt(reason: unknown): void {
    if (this.#halted) return;
    this.#halted = true;
    for (const subscription of this.#subscriptions) subscription.stop(reason);
    this.#onHalt(reason);
  }

  #assertOpen(): void {
    if (this.#closed || this.#halted) throw closedError();
  }
}

function closedError(): PortError {
  return new PortError('log_closed', 'The log is closed.');
}
