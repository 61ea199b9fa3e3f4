import { type Caller, type Reply, settle } from '../thread/calls.ts';
import { DatabaseThread } from '../thread/database-thread.ts';
import { GroupCommit } from '../thread/group-commit.ts';
import type { AppDatabase, AppRequest, AppTables } from './app-database.ts';

/** Calls to the stores that share one file; those that arrive during a commit share the next one. */
export class AppCalls implements AsyncDisposable {
  readonly #thread: DatabaseThread<AppDatabase>;
  readonly #commits = new GroupCommit<AppRequest, Reply>(requests => this.#thread.call('commit', requests));

  static async open(file: string): Promise<AppCalls> {
    return new AppCalls(await DatabaseThread.start(new URL('./app-thread.ts', import.meta.url), { file }));
  }

  private constructor(thread: DatabaseThread<AppDatabase>) {
    this.#thread = thread;
  }

  to<Name extends keyof AppTables>(tables: Name): Caller<AppTables[Name]> {
    return (method, ...args) =>
      new Promise((resolve, reject) => {
        this.#commits.add({ tables, method, args }).then(reply => settle({ resolve, reject }, reply), reject);
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#commits.idle();
    await this.#thread.close();
  }
}
