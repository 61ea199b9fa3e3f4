import { type LogSubscription, PortError, type RecordHandler } from '@fintech/ports';
import type { OrderedReader } from './ordered-reader.ts';

export interface LogSubscriptionOptions {
  readonly reader: Pick<OrderedReader, 'end' | 'read' | 'reconnect' | 'close'>;
  readonly fromOffset: number;
  readonly handler: RecordHandler;
  /** Whether it does not count in the health of the log. */
  readonly isAside: boolean;
  /** The largest end of the log that anybody has named. */
  readonly knownEnd: () => number;
  /** Resolves when what is not known of yet may be fetched. */
  readonly gather: () => Promise<void>;
  /** Called when delivery had to stop. */
  readonly onFailure: (reason: unknown) => void;
}

/** Hands records to a handler, and fetches more when it is done with them, so that a slow one costs no memory. */
export class KafkaLogSubscription implements LogSubscription {
  /** Resolves when the handler is no longer running. */
  readonly ended: Promise<void>;
  readonly #options: LogSubscriptionOptions;
  readonly #caughtUp = Promise.withResolvers<void>();
  #next: number;
  #isHandling = false;
  #isClosed = false;

  constructor(options: LogSubscriptionOptions) {
    this.#options = options;
    this.#next = options.fromOffset;
    // Whoever does not wait for it must not crash by it: the halt tells the reason as well.
    this.#caughtUp.promise.catch(() => {});
    this.ended = this.#run();
  }

  get caughtUp(): Promise<void> {
    return this.#caughtUp.promise;
  }

  /** Offset of the record that is handled next. */
  get next(): number {
    return this.#next;
  }

  get isAside(): boolean {
    return this.#options.isAside;
  }

  get isHandling(): boolean {
    return this.#isHandling;
  }

  reconnect(): void {
    this.#options.reader.reconnect();
  }

  async close(): Promise<void> {
    this.stop(new PortError('log_closed', 'The subscription was closed before it had caught up.'));
    await this.ended;
  }

  /** Stops delivery without waiting for the handler. */
  stop(reason: unknown): void {
    this.#isClosed = true;
    this.#caughtUp.reject(reason);
    this.#options.reader.close();
  }

  async #run(): Promise<void> {
    try {
      const target = (await this.#options.reader.end()) ?? Number.POSITIVE_INFINITY;
      while (!this.#isClosed) {
        // Whoever starts behind the end has applied what is not there; the next read says so.
        if (this.#next >= target && this.#options.fromOffset <= target) this.#caughtUp.resolve();
        await this.#deliver();
      }
    } catch (error) {
      this.stop(error);
      this.#options.onFailure(error);
    }
  }

  async #deliver(): Promise<void> {
    const { reader, knownEnd, gather, handler } = this.#options;
    if (this.#next >= knownEnd()) await gather();
    const records = await reader.read();
    if (this.#isClosed || records.length === 0) return;
    this.#isHandling = true;
    await handler(records);
    this.#isHandling = false;
    this.#next += records.length;
  }
}
