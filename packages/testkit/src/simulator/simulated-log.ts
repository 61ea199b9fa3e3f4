import type { Annotation, CommandLog, LogRecord } from '@fintech/ports';
import { SimulatedLogConnection } from './simulated-log-connection.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What may go wrong with one append. `late`: it arrives, or it is answered, when nobody waits for it any more. */
export type AppendFault = 'lost' | 'duplicated' | 'late' | 'answer_lost' | 'answer_late';

/** One append on its way. */
export interface Append {
  readonly record: Uint8Array;
  readonly annotations: readonly Annotation[];
  /** Tells the appender that the record is durable. */
  readonly acknowledge: () => void;
  readonly fail: () => void;
}

/**
 * The log that all simulated processes share: it orders what arrives, makes it durable in groups, and delivers it. It
 * has every fault a real one may have and checks nothing, so that whatever notices a fault is the code under test.
 */
export class SimulatedLog {
  readonly maxRecordBytes = 512 * 1024;
  readonly #time: VirtualTime;
  readonly #connections = new Set<SimulatedLogConnection>();
  readonly #annotations = new Map<string, string>();
  readonly #onDurable: (record: LogRecord) => void;
  #records: LogRecord[] = [];
  #unsynced: Append[] = [];
  #armed: AppendFault[] = [];
  #powerFails = false;
  #underWay = 0;

  /** `onDurable` sees each record as it becomes durable: the truth about the history. */
  constructor(time: VirtualTime, onDurable: (record: LogRecord) => void) {
    this.#time = time;
    this.#onDurable = onDurable;
  }

  get end(): number {
    return (this.#records.at(-1)?.offset ?? -1) + 1;
  }

  /** Appends that may still arrive. */
  get underWay(): number {
    return this.#underWay;
  }

  /** The log as one process sees it. */
  connect(process: SimulatedProcess, onHalt: (reason: unknown) => void): CommandLog {
    const connection = new SimulatedLogConnection(this, process, this.#time, onHalt);
    this.#connections.add(connection);
    process.onKilled(() => this.#connections.delete(connection));
    return connection;
  }

  /** Records from `offset` on. */
  from(offset: number, count: number): readonly LogRecord[] {
    const start = this.#records.findIndex(record => record.offset >= offset);
    return start < 0 ? [] : this.#records.slice(start, start + count);
  }

  annotation(id: string): string | undefined {
    return this.#annotations.get(id);
  }

  eraseAnnotation(id: string): void {
    this.#annotations.delete(id);
  }

  /** Arms a fault for the next append. */
  arm(fault: AppendFault): void {
    this.#armed.push(fault);
  }

  disarm(): void {
    this.#armed = [];
    this.#powerFails = false;
  }

  /** Takes one append from the network. */
  send(append: Append): void {
    const fault = this.#armed.shift();
    if (fault !== undefined) this.#time.trace(`append ${fault}`);
    const { random } = this.#time;
    const waited = { ...append, acknowledge: () => {}, fail: () => {} };
    if (fault === 'lost' || fault === 'answer_lost') this.#time.after(3000, undefined, append.fail);
    if (fault === 'answer_late')
      this.#time.after(random.between(4000, 60_000), undefined, append.acknowledge);
    if (fault === 'lost') return;
    const unanswered = fault === 'answer_lost' || fault === 'answer_late';
    this.#arrive(unanswered ? waited : append, fault === 'late' ? random.between(2000, 60_000) : 0);
    if (fault === 'duplicated') this.#arrive(waited, random.between(0, 8000));
  }

  /** The power will fail before the next group is durable: it is gone, and nobody had been told that it was there. */
  losePower(): void {
    this.#powerFails = true;
  }

  /** Somebody else's bytes become a record. */
  appendForeign(bytes: Uint8Array): void {
    this.#unsynced.push({ record: bytes, annotations: [], acknowledge: () => {}, fail: () => {} });
    this.#sync();
  }

  /** Changes bytes that have long been durable. */
  tamper(offset: number, change: (bytes: Uint8Array) => Uint8Array): void {
    this.#records = this.#records.map(record =>
      record.offset === offset ? { offset, bytes: change(record.bytes) } : record,
    );
  }

  /** Loses one record in the middle. */
  dropRecord(offset: number): void {
    this.#records = this.#records.filter(record => record.offset !== offset);
  }

  /** Loses the last records, answered or not; their offsets will be given again. */
  truncate(count: number): void {
    this.#records = this.#records.slice(0, -count);
  }

  #arrive(append: Append, extraMs: number): void {
    this.#underWay += 1;
    // The spread lets appends of different processes overtake each other.
    this.#time.after(extraMs + this.#time.random.between(0, 15), undefined, () => {
      this.#underWay -= 1;
      this.#unsynced.push(append);
      if (this.#unsynced.length === 1)
        this.#time.after(this.#time.random.between(1, 8), undefined, () => this.#sync());
    });
  }

  #sync(): void {
    const appends = this.#unsynced;
    this.#unsynced = [];
    if (this.#powerFails) {
      this.#powerFails = false;
      for (const { fail } of appends) this.#time.after(this.#time.random.between(0, 20), undefined, fail);
      return;
    }
    for (const { record, annotations, acknowledge } of appends) {
      const durable = { offset: this.end, bytes: record };
      this.#records.push(durable);
      for (const { id, text } of annotations) this.#annotations.set(id, text);
      this.#time.trace(`record ${durable.offset} is durable`);
      this.#onDurable(durable);
      this.#time.after(this.#time.random.between(0, 10), undefined, acknowledge);
    }
    for (const connection of this.#connections) connection.wake();
  }
}
