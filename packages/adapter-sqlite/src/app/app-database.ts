import type { DatabaseSync } from 'node:sqlite';
import { type Reply, type Request, runMethod } from '../thread/calls.ts';
import { describeFailure, storeFailures } from '../thread/failure.ts';
import { inTransaction, openDatabase } from '../thread/open-database.ts';
import { appPragmas, appSchema } from './app-schema.ts';
import { DocumentTables } from './document-tables.ts';
import { EventTables } from './event-tables.ts';
import { SessionTables } from './session-tables.ts';

/** The stores that share the file. */
export interface AppTables {
  readonly documents: DocumentTables;
  readonly events: EventTables;
  readonly sessions: SessionTables;
}

export interface AppRequest extends Request {
  readonly tables: keyof AppTables;
}

/** The file of documents, events and sessions, as its thread sees it. */
export class AppDatabase implements Disposable {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #tables: AppTables;

  constructor(file: string) {
    this.#file = file;
    this.#database = openDatabase(file, appSchema, appPragmas);
    const events = new EventTables(this.#database);
    this.#tables = {
      documents: new DocumentTables(this.#database, events),
      events,
      sessions: new SessionTables(this.#database),
    };
  }

  /** Runs a group of calls in one durable step. A call that throws is undone alone. */
  commit(requests: readonly AppRequest[]): Reply[] {
    return inTransaction(this.#database, () => requests.map(request => this.#run(request)));
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #run(request: AppRequest): Reply {
    this.#database.exec('savepoint request');
    try {
      const value = runMethod(this.#tables[request.tables], request);
      this.#database.exec('release request');
      return { value };
    } catch (error) {
      // Some errors, such as a full disk, have undone the whole group already.
      if (!this.#database.isTransaction) throw error;
      this.#database.exec('rollback to request; release request');
      return { failure: describeFailure(error, this.#file, storeFailures) };
    }
  }
}
