import { type LogSubscription, PortError, type RecordHandler } from '@fintech/ports';
import type { SimulatedLog } from './simulated-log.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { VirtualTime } from './virtual-time.ts';

interface SubscriptionOptions {
  readonly fromOffset: number;
  readonly handler: RecordHandler;
  /** Called when delivery had to stop. */
  readonly onFailure: (reason: unknown) => void;
}

const largestDelivery = 6;

/**
 * Delivers records in small random portions, one at a time. It passes on whatever the log holds: a gap is for the
 * subscriber to notice.
 */
export class SimulatedLogSubscription implements LogSubscription {
  readonly #log: SimulatedLog;
  readonly #process: SimulatedProcess;
  readonly #time: VirtualTime;
  readonly #options: SubscriptionOptions;
  readonly #target: number;
  readonly #caughtUp = Promise.withResolvers<void>();
  #handling: Promise<void> | undefined;
  #next: number;
  #scheduled = false;
  #closed = false;

  constructor(log: SimulatedLog, process: SimulatedProcess, time: VirtualTime, options: SubscriptionOptions) {
    this.#log = log;
    this.#process = process;
    this.#time = time;
    this.#options = options;
    this.#target = log.end;
    this.#next = options.fromOffset;
    // Whoever does not wait for it must not crash by it: the halt tells the reason as well.
    this.#caughtUp.promise.catch(() => {});
  }

  get caughtUp(): Promise<void> {
    return this.#caughtUp.promise;
  }

  /** Says that there may be something to deliver. */
  wake(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    this.#time.after(this.#time.random.between(0, 6), this.#process, () => {
      this.#handling = this.#deliver().finally(() => {
        this.#scheduled = false;
        this.#handling = undefined;
        if (this.#next < this.#log.end) this.wake();
      });
    });
  }

  async close(): Promise<void> {
    this.stop(new PortError('log_closed', 'The subscription was closed before it had caught up.'));
    await this.#handling;
  }

  /** Stops delivery without waiting for the handler. */
  stop(reason: unknown): void {
    this.#closed = true;
    this.#caughtUp.reject(reason);
  }

  async #deliver(): Promise<void> {
    if (this.#closed) return;
    try {
      if (this.#next > this.#log.end)
        throw new PortError('log_corrupt', `The log ends before ${this.#next}.`);
      const records = this.#log.from(this.#next, this.#time.random.between(1, largestDelivery));
      if (records.length > 0) await this.#options.handler(records);
      this.#next += records.length;
      if (this.#next >= this.#target) this.#caughtUp.resolve();
    } catch (error) {
      this.stop(error);
      this.#options.onFailure(error);
    }
  }
}
