import { type LogRecord, PortError } from '@fintech/ports';
import { describeError, isMalformed } from '../client/failures.ts';
import type { Fetched, KafkaRecord, PartitionReader } from '../client/partition-reader.ts';
import type { PartitionWatch } from '../client/partition-watch.ts';
import { aborted, GrowingDelay } from '../client/waiting.ts';
import type { Envelopes } from './envelope.ts';

export interface OrderedReaderOptions {
  readonly reader: Pick<PartitionReader, 'fetch' | 'end' | 'reconnect' | 'close'>;
  readonly watch: Pick<PartitionWatch, 'partition' | 'refresh'>;
  readonly envelopes: Envelopes;
  readonly fromOffset: number;
  /** Sees every end of the log that a broker names. */
  readonly onEnd: (end: number) => void;
  /** Resolves when those of the sealed records that this process is appending are acknowledged (rule R10). */
  readonly acknowledged: (values: readonly Buffer[]) => Promise<void>;
}

/**
 * Reads the log record by record and never seeks: what comes is exactly the next record, sealed by a key of ours, or
 * nothing comes (rule R4). Silence and refusals of brokers are waited out. What should not be there is asked for once more,
 * from whoever leads then, before it is believed.
 */
export class OrderedReader {
  readonly #options: OrderedReaderOptions;
  readonly #reader: OrderedReaderOptions['reader'];
  readonly #closing = new AbortController();
  readonly #closed = aborted(this.#closing.signal);
  #next: number;
  #lastEpoch: number | undefined;
  #isSuspicious = false;

  constructor(options: OrderedReaderOptions) {
    this.#options = options;
    this.#next = options.fromOffset;
    this.#reader = options.reader;
  }

  /** Offset that the log had been written up to when this was called; undefined when the reader is closed meanwhile. */
  async end(): Promise<number | undefined> {
    const end = await this.#patiently(() => this.#reader.end());
    if (end !== undefined) this.#options.onEnd(end);
    return end;
  }

  /**
   * The next records; none when there was none for a while, or when the reader is closed.
   * @throws PortError `log_corrupt`, `log_foreign`, naming the place and what to do
   */
  async read(): Promise<readonly LogRecord[]> {
    const checked = await this.#patiently(async () => {
      const fetched = await this.#reader.fetch(this.#next, this.#lastEpoch);
      if (fetched.kind === 'records') this.#options.onEnd(fetched.end);
      return this.#check(fetched);
    });
    const last = checked?.at(-1);
    if (checked === undefined || last === undefined) return [];
    await Promise.race([this.#options.acknowledged(checked.map(record => record.value)), this.#closed]);
    this.#next = last.offset + 1;
    this.#lastEpoch = last.epoch;
    this.#isSuspicious = false;
    return checked;
  }

  /** Breaks off a request that may hang; another one follows. */
  reconnect(): void {
    this.#reader.reconnect();
  }

  close(): void {
    this.#closing.abort();
    this.#reader.close();
  }

  async #patiently<Result>(attempt: () => Promise<Result>): Promise<Result | undefined> {
    const delay = new GrowingDelay(20, 400);
    while (!this.#closing.signal.aborted) {
      try {
        return await attempt();
      } catch (error) {
        if (this.#closing.signal.aborted) break;
        if (error instanceof PortError) this.#suspect(error);
        else if (isMalformed(error))
          this.#suspect(this.#corrupt(`cannot be read: ${describeError(error)}`, error));
        await this.#options.watch.refresh();
        await delay.wait(this.#closing.signal);
      }
    }
    return undefined;
  }

  #suspect(error: PortError): void {
    if (this.#isSuspicious) throw error;
    this.#isSuspicious = true;
    this.#reader.reconnect();
  }

  /** Opens as many records as are in order; throws when the first is not. */
  #check(fetched: Fetched): CheckedRecord[] {
    if (fetched.kind === 'missing')
      throw this.#corrupt('is not there: the topic was cut at its head or has lost its end');
    if (fetched.kind === 'diverged')
      throw this.#corrupt('follows another record than the one that was applied before it');
    const checked: CheckedRecord[] = [];
    for (const record of fetched.records) {
      try {
        checked.push(this.#open(record, this.#next + checked.length));
      } catch (error) {
        // It will be the first of the next fetch.
        if (checked.length > 0) break;
        throw error;
      }
    }
    return checked;
  }

  #open({ offset, epoch, value }: KafkaRecord, expected: number): CheckedRecord {
    if (offset !== expected)
      throw this.#corrupt(`is missing: the next one in the topic has offset ${offset}`);
    if (value === undefined) throw this.#foreign('has no value, as a transaction of Kafka leaves it');
    try {
      return { offset, epoch, value, bytes: this.#options.envelopes.open(value) };
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      throw error.code === 'log_corrupt'
        ? this.#corrupt(`is damaged: ${error.message}`)
        : this.#foreign(`is not ours: ${error.message}`);
    }
  }

  #corrupt(what: string, cause?: unknown): PortError {
    const advice =
      'Do not start again over it: compare the replicas of the partition, and restore the topic from a backup.';
    return new PortError('log_corrupt', `${this.#place()} ${what}. ${advice}`, { cause });
  }

  #foreign(what: string): PortError {
    const advice = 'Find out who may write to the topic, and which keys this process was given.';
    return new PortError('log_foreign', `${this.#place()} ${what}. ${advice}`);
  }

  #place(): string {
    const { topic, partition } = this.#options.watch.partition;
    return `Record ${this.#next} of topic ${topic}, partition ${partition},`;
  }
}

interface CheckedRecord extends LogRecord {
  readonly epoch: number;
  readonly value: Buffer;
}
