import type { KafkaMessage } from './partition-producer.ts';

interface Waiting {
  readonly messages: readonly KafkaMessage[];
  readonly bytes: number;
  readonly deadline: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchUnderWay {
  readonly messages: readonly KafkaMessage[];
  /** Resolves when it is acknowledged or given up. */
  readonly settled: Promise<void>;
}

export interface BatchSenderOptions {
  /** Resolves once all are acknowledged. One call at a time is made. */
  readonly send: (messages: readonly KafkaMessage[], signal: AbortSignal) => Promise<unknown>;
  /** How long a call waits for its acknowledgement before it fails, in milliseconds. */
  readonly sendWithinMs: number;
}

/** One batch stays below the largest that a topic takes, with room for what Kafka adds. */
export const maxBatchBytes = 768 * 1024;
const maxWaitingBytes = 64 * 1024 * 1024;
const roughOverheadBytes = 64;

/**
 * One batch under way at a time, in the order of the calls; what arrives meanwhile goes together in the next one. The more
 * comes, the fewer round trips each message costs.
 */
export class BatchSender {
  readonly #options: BatchSenderOptions;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #underWay: BatchUnderWay | undefined;
  #running: Promise<void> | undefined;
  #giveUp = new AbortController();
  #stopped = false;

  constructor(options: BatchSenderOptions) {
    this.#options = options;
  }

  /** Whether so much is waiting that nothing more is taken. */
  get isFull(): boolean {
    return this.#waitingBytes >= maxWaitingBytes;
  }

  /** What is sent and not acknowledged yet. */
  get underWay(): BatchUnderWay | undefined {
    return this.#underWay;
  }

  /** Resolves once the messages are acknowledged, in one batch. @throws when that takes too long: they may be there */
  add(messages: readonly KafkaMessage[]): Promise<void> {
    const bytes = messages.reduce((sum, message) => sum + messageBytes(message), 0);
    const deadline = performance.now() + this.#options.sendWithinMs;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ messages, bytes, deadline, resolve, reject });
      this.#waitingBytes += bytes;
      this.#running ??= this.#run();
    });
  }

  /** Resolves when the batch under way is settled, and those that were waiting are too. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Gives up on everything that is not acknowledged, and takes nothing more. */
  stop(reason: unknown): void {
    this.#stopped = true;
    this.#giveUp.abort(reason);
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#send(this.#takeBatch());
    this.#running = undefined;
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    const messages = batch.flatMap(waiting => waiting.messages);
    const timeLeftMs = Math.max(0, (batch[0]?.deadline ?? 0) - performance.now());
    if (!this.#stopped) this.#giveUp = new AbortController();
    const timer = setTimeout(() => this.#giveUp.abort(), timeLeftMs);
    const settled = Promise.withResolvers<void>();
    this.#underWay = { messages, settled: settled.promise };
    try {
      await this.#options.send(messages, this.#giveUp.signal);
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      clearTimeout(timer);
      this.#underWay = undefined;
      settled.resolve();
    }
  }

  #takeBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      bytes += waiting.bytes;
      if (count > 0 && bytes > maxBatchBytes) break;
      count += 1;
    }
    const batch = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    for (const waiting of batch) this.#waitingBytes -= waiting.bytes;
    return batch;
  }
}

/** Its share of a batch, with what Kafka adds. */
export function messageBytes({ key, value }: KafkaMessage): number {
  return value.length + (key?.length ?? 0) + roughOverheadBytes;
}
