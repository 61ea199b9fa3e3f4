import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { PortError } from '@fintech/ports';
import {
  type ArgumentsOf,
  type MethodName,
  type Reply,
  type Request,
  type ResultOf,
  settle,
  type Waiting,
} from './calls.ts';
import type { ThreadOptions } from './serve-database.ts';

/**
 * A database on a thread of its own, so that the caller's thread never waits for the disk. The methods of `D`
 * run there, one at a time and in the order of the calls.
 */
export class DatabaseThread<D> {
  readonly #worker: Worker;
  /** Calls without a reply; replies come in the order of the calls. */
  readonly #waiting: Waiting[] = [];
  #stopped: Error | undefined;

  /**
   * Starts the thread; its module must call {@link serveDatabase} with the same options.
   * @throws PortError when the database cannot be opened.
   */
  static async start<D>(module: URL, options: ThreadOptions): Promise<DatabaseThread<D>> {
    const thread = new DatabaseThread<D>(module, options);
    try {
      await new Promise<unknown>((resolve, reject) => thread.#waiting.push({ resolve, reject }));
    } catch (error) {
      await thread.close();
      throw error;
    }
    return thread;
  }

  private constructor(module: URL, options: ThreadOptions) {
    this.#worker = new Worker(module, { workerData: options });
    this.#worker.on('message', (reply: Reply) => this.#settle(reply));
    this.#worker.on('error', error => this.#stop(error));
    this.#worker.on('exit', () => this.#stop(new Error('The database thread has ended.')));
  }

  call<K extends MethodName<D>>(method: K, ...args: ArgumentsOf<D[K]>): Promise<ResultOf<D[K]>> {
    return new Promise((resolve, reject) => {
      if (this.#stopped !== undefined) {
        reject(this.#stopped);
        return;
      }
      this.#waiting.push({ resolve, reject });
      const request: Request = { method, args };
      this.#worker.postMessage(request);
    });
  }

  /** Answers the calls made before, then closes the database and ends the thread. */
  async close(): Promise<void> {
    if (this.#stopped !== undefined) return;
    const exited = once(this.#worker, 'exit');
    this.#worker.postMessage('close');
    await exited;
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) settle(waiting, reply);
  }

  #stop(cause: unknown): void {
    this.#stopped ??= new PortError('store_unavailable', 'The database is closed.', { cause });
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#stopped);
  }
}
