import {
  type Annotation,
  type CommandLog,
  type LogSubscription,
  PortError,
  type RecordHandler,
} from '@fintech/ports';
import type { SimulatedLog } from './simulated-log.ts';
import { SimulatedLogSubscription } from './simulated-log-subscription.ts';
import type { Latency, SimulatedProcess } from './simulated-process.ts';
import type { VirtualTime } from './virtual-time.ts';

const latency: Latency = [0, 5];

/** The log as one process sees it. It halts as the port demands, and is lost with its process. */
export class SimulatedLogConnection implements CommandLog {
  readonly maxRecordBytes: number;
  readonly #log: SimulatedLog;
  readonly #process: SimulatedProcess;
  readonly #time: VirtualTime;
  readonly #onHalt: (reason: unknown) => void;
  readonly #subscriptions = new Set<SimulatedLogSubscription>();
  readonly #appends = new Set<Promise<void>>();
  #closed = false;
  #halted = false;

  constructor(
    log: SimulatedLog,
    process: SimulatedProcess,
    time: VirtualTime,
    onHalt: (reason: unknown) => void,
  ) {
    this.maxRecordBytes = log.maxRecordBytes;
    this.#log = log;
    this.#process = process;
    this.#time = time;
    this.#onHalt = onHalt;
  }

  async append(record: Uint8Array, annotations: readonly Annotation[]): Promise<void> {
    this.#assertOpen();
    if (record.length > this.maxRecordBytes)
      throw new PortError('log_record_too_large', `The record has ${record.length} bytes.`);
    const appended = this.#send(record.slice(), annotations);
    this.#appends.add(appended);
    try {
      await appended;
    } finally {
      this.#appends.delete(appended);
    }
  }

  subscribe(fromOffset: number, handler: RecordHandler): LogSubscription {
    this.#assertOpen();
    const subscription = new SimulatedLogSubscription(this.#log, this.#process, this.#time, {
      fromOffset,
      handler,
      onFailure: reason => this.#halt(reason),
    });
    this.#subscriptions.add(subscription);
    subscription.wake();
    return subscription;
  }

  async end(): Promise<number> {
    this.#assertOpen();
    return this.#process.call(latency, () => this.#log.end);
  }

  async annotations(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    this.#assertOpen();
    return this.#process.call(latency, () => {
      const texts = ids.map(id => [id, this.#log.annotation(id)] as const);
      return new Map(texts.flatMap(([id, text]) => (text === undefined ? [] : [[id, text]])));
    });
  }

  async eraseAnnotation(id: string): Promise<void> {
    this.#assertOpen();
    return this.#process.call(latency, () => this.#log.eraseAnnotation(id));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#appends);
    await Promise.all([...this.#subscriptions].map(subscription => subscription.close()));
  }

  /** Says that there may be new records. */
  wake(): void {
    for (const subscription of this.#subscriptions) subscription.wake();
  }

  #send(record: Uint8Array, annotations: readonly Annotation[]): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#process.survivesCall()) return;
      this.#log.send({
        record,
        annotations,
        acknowledge: () => this.#time.after(0, this.#process, resolve),
        fail: () => this.#time.after(0, this.#process, () => this.#fail(reject)),
      });
    });
  }

  /** Some logs go on after a failed append, others do not; the port allows both. */
  #fail(reject: (error: unknown) => void): void {
    const error = new PortError('log_append_unknown', 'The append may or may not be in the log.');
    reject(error);
    if (this.#time.random.chance(0.3)) this.#halt(error);
  }

  #halt(reason: unknown): void {
    if (this.#halted) return;
    this.#halted = true;
    for (const subscription of this.#subscriptions) subscription.stop(reason);
    this.#onHalt(reason);
  }

  #assertOpen(): void {
    if (this.#closed || this.#halted) throw new PortError('log_closed', 'The log is closed.');
  }
}
