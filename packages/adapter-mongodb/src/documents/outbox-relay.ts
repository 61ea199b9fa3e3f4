import type { EventBus } from '@fintech/ports';
import type { Collection, Filter } from 'mongodb';
import type { MongodbConnection } from '../connection/connection.ts';
import { type OutboxDocument, outbox } from './outbox.ts';

export interface OutboxRelayOptions {
  readonly connection: MongodbConnection;
  readonly eventBus: Pick<EventBus, 'publish'>;
  /** Told of each failure; the relay tries again by itself. */
  readonly onFailure: (error: unknown) => void;
}

/** Writes whose events are published together. */
const batchSize = 100;
/** How often the writes of other processes are looked for, in milliseconds. */
const pollMs = 250;
const firstRetryMs = 50;
const longestRetryMs = 5000;

/**
 * Publishes the events of the outbox in its order and deletes them when the bus has them. So each is published at least
 * once; the bus knows a repeat by its id (rule R13). Every process may run one: usually the process that wrote an event
 * relays it at once, and the others find nothing.
 */
export class OutboxRelay implements AsyncDisposable {
  readonly #options: OutboxRelayOptions;
  readonly #closed = Promise.withResolvers<void>();
  readonly #ended: Promise<void>;
  #closing = false;
  #wake = Promise.withResolvers<void>();
  #round = Promise.withResolvers<void>();

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
    this.#ended = this.#run();
  }

  /** Says that there may be new events. */
  wake(): void {
    this.#wake.resolve();
  }

  /**
   * Resolves when the events of every write that was acknowledged before the call are published, or the relay is closed.
   * @throws PortError `store_unavailable`
   */
  async drained(): Promise<void> {
    const [newest] = await this.#read({}, -1, 1);
    if (newest === undefined) return;
    while (!this.#closing && (await this.#read({ seq: { $lte: newest.seq } }, 1, 1)).length > 0) {
      const round = this.#round.promise;
      this.wake();
      await round;
    }
  }

  /** Resolves when nothing is being published. What is left in the outbox waits for the next relay. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    this.#closed.resolve();
    this.#wake.resolve();
    await this.#ended;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#closing) {
      // Renewed before the read, so that an event written during the read is not slept through.
      this.#wake = Promise.withResolvers();
      try {
        const relayed = await this.#relayBatch();
        failures = 0;
        this.#endRound();
        if (relayed < batchSize) await firstOf(this.#wake.promise, pollMs);
      } catch (error) {
        this.#options.onFailure(error);
        this.#endRound();
        await firstOf(this.#closed.promise, Math.min(firstRetryMs * 2 ** failures, longestRetryMs));
        failures += 1;
      }
    }
    this.#endRound();
  }

  /** Resolves to the number of writes whose events were published. */
  async #relayBatch(): Promise<number> {
    const documents = await this.#read({}, 1, batchSize);
    const events = documents.flatMap(document => document.events);
    for (const [topic, ofTopic] of Map.groupBy(events, event => event.topic)) {
      const published = ofTopic.map(({ event }) => event);
      await this.#options.eventBus.publish(topic, published);
    }
    const relayed = { _id: { $in: documents.map(({ _id }) => _id) } };
    if (documents.length > 0)
      await this.#options.connection.call(session => this.#outbox.deleteMany(relayed, { session }));
    return documents.length;
  }

  #read(filter: Filter<OutboxDocument>, direction: 1 | -1, limit: number): Promise<OutboxDocument[]> {
    return this.#options.connection.call(session =>
      this.#outbox.find(filter, { session }).sort({ seq: direction, _id: direction }).limit(limit).toArray(),
    );
  }

  get #outbox(): Collection<OutboxDocument> {
    return this.#options.connection.collection<OutboxDocument>(outbox.name);
  }

  #endRound(): void {
    this.#round.resolve();
    this.#round = Promise.withResolvers();
  }
}

/** Resolves with the promise, or after the time. */
async function firstOf(promise: Promise<void>, durationMs: number): Promise<void> {
  const elapsed = Promise.withResolvers<void>();
  const timer = setTimeout(elapsed.resolve, durationMs);
  await Promise.race([promise, elapsed.promise]);
  clearTimeout(timer);
}
