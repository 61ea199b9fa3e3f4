import { PortError } from '@fintech/ports';
import {
  type ClientSession,
  type Collection,
  type Db,
  type Document,
  MongoClient,
  type Timestamp,
} from 'mongodb';
import { toPortError } from './failure.ts';
import { requireReplicaSet } from './server-check.ts';
import { checkUrl } from './url-check.ts';

export interface ConnectionOptions {
  readonly url: string;
  readonly database: string;
  /** Longest time that one call may take, in milliseconds. */
  readonly operationTimeoutMs: number;
}

/** Connections of one process; each is a thread of the server. */
const maxConnections = 20;
/** A member that is silent for both of these together is given up, and what waits for it goes to the next primary. */
const connectTimeoutMs = 2000;
const heartbeatEveryMs = 1000;
/** While a dead member is not noticed yet, connecting to it fails at once; the driver tries again after growing pauses. */
const overloadRetries = 10;

/** One process's connection to the replica set: every call through it ends in bounded time. */
export class MongodbConnection implements AsyncDisposable {
  readonly operationTimeoutMs: number;
  readonly #client: MongoClient;
  readonly #database: Db;
  /** Time of the newest state of the database that was read or written, on the logical clock of the replica set. */
  #seen: Timestamp | undefined;

  /** @throws PortError `unsafe_settings`, `store_unavailable` */
  static async open(options: ConnectionOptions): Promise<MongodbConnection> {
    const { hosts } = checkUrl(options.url);
    const connection = new MongodbConnection(options);
    try {
      await requireReplicaSet(connection.#client, hosts);
      return connection;
    } catch (error) {
      await connection[Symbol.asyncDispose]();
      throw toPortError(error);
    }
  }

  private constructor({ url, database, operationTimeoutMs }: ConnectionOptions) {
    this.operationTimeoutMs = operationTimeoutMs;
    this.#client = new MongoClient(url, {
      appName: 'fintech-app',
      writeConcern: { w: 'majority', journal: true, wtimeoutMS: operationTimeoutMs },
      readConcern: { level: 'majority' },
      readPreference: 'primary',
      ignoreUndefined: true,
      maxPoolSize: maxConnections,
      connectTimeoutMS: connectTimeoutMs,
      heartbeatFrequencyMS: heartbeatEveryMs,
      serverSelectionTimeoutMS: operationTimeoutMs,
      socketTimeoutMS: operationTimeoutMs,
      waitQueueTimeoutMS: operationTimeoutMs,
      maxAdaptiveRetries: overloadRetries,
    });
    this.#database = this.#client.db(database);
  }

  get database(): Db {
    return this.#database;
  }

  collection<Schema extends Document>(name: string): Collection<Schema> {
    return this.#database.collection<Schema>(name);
  }

  /**
   * Runs one piece of work and resolves with its result. What it reads with the session is at least as new as all that
   * earlier calls of this connection have read or written, also when another member has become the primary.
   *
   * @throws PortError `store_unavailable` also when it takes longer than {@link operationTimeoutMs}; the work may then
   *   still be done. `store_corrupt`
   */
  async call<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    const tooLate = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const message = `MongoDB did not answer within ${this.operationTimeoutMs} ms.`;
      tooLate.reject(new PortError('store_unavailable', message));
    }, this.operationTimeoutMs);
    try {
      return await Promise.race([
        this.#client.withSession(session => this.#inOrder(session, work)),
        tooLate.promise,
      ]);
    } catch (error) {
      throw toPortError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }

  async #inOrder<T>(session: ClientSession, work: (session: ClientSession) => Promise<T>): Promise<T> {
    if (this.#seen !== undefined) session.advanceOperationTime(this.#seen);
    const result = await work(session);
    const { operationTime } = session;
    if (operationTime !== undefined && (this.#seen === undefined || operationTime.greaterThan(this.#seen)))
      this.#seen = operationTime;
    return result;
  }
}
