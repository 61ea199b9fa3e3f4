import { type LogRecord, type LogSubscription, PortError, type RecordHandler } from '@fintech/ports';

export interface RecordSource {
  /** Offset that the next record will get. */
  readonly end: number;
  /** Some records from `offset` on; at least one when `offset` is before the end. */
  read(offset: number): Promise<readonly LogRecord[]>;
  /** Called when delivery had to stop. */
  fail(reason: unknown): void;
}

/** Pulls records as fast as its handler takes them, so that a slow handler costs no memory. */
export class SqliteLogSubscription implements LogSubscription {
  readonly #source: RecordSource;
  readonly #handler: RecordHandler;
  readonly #caughtUp = Promise.withResolvers<void>();
  /** Resolves when the handler is no longer running. */
  readonly ended: Promise<void>;
  #wake = Promise.withResolvers<void>();
  #next: number;
  #closed = false;

  constructor(source: RecordSource, fromOffset: number, handler: RecordHandler) {
    this.#source = source;
    this.#next = fromOffset;
    this.#handler = handler;
    // Whoever does not wait for it must not crash by it: the halt tells the reason as well.
    this.#caughtUp.promise.catch(() => {});
    this.ended = this.#run(source.end);
  }

  get caughtUp(): Promise<void> {
    return this.#caughtUp.promise;
  }

  /** Says that the end of the log has moved. */
  wake(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  async close(): Promise<void> {
    this.stop(new PortError('log_closed', 'The subscription was closed before it had caught up.'));
    await this.ended;
  }

  /** Stops delivery without waiting for the handler. */
  stop(reason: unknown): void {
    this.#closed = true;
    this.#caughtUp.reject(reason);
    this.wake();
  }

  async #run(target: number): Promise<void> {
    try {
      while (!this.#closed) {
        if (this.#next > this.#source.end)
          throw new PortError('log_corrupt', `The log ends before ${this.#next}.`);
        if (this.#next >= target) this.#caughtUp.resolve();
        if (this.#next === this.#source.end) await this.#wake.promise;
        else await this.#deliver();
      }
    } catch (error) {
      this.stop(error);
      this.#source.fail(error);
    }
  }

  async #deliver(): Promise<void> {
    const records = await this.#source.read(this.#next);
    if (records.length === 0) throw new PortError('log_corrupt', `Record ${this.#next} is missing.`);
    if (this.#closed) return;
    await this.#handler(records);
    this.#next += records.length;
  }
}
