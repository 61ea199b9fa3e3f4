import { setTimeout } from 'node:timers/promises';
import type { BusSubscription, EventHandler } from '@fintech/ports';
import type { Caller } from '../thread/calls.ts';
import type { EventTables, NumberedEvent } from './event-tables.ts';

export interface EventSubscriptionOptions {
  readonly topic: string;
  readonly group: string;
  readonly handler: EventHandler;
  /** Delivery starts after this, so that one group never handles two events at a time. */
  readonly turn: Promise<unknown>;
  readonly call: Caller<EventTables>;
}

/** After a crash, at most this many events are handled a second time. */
const batchSize = 100;
const firstRetryMs = 50;
const longestRetryMs = 30_000;

/** Delivers the events of a topic to one group. */
export class EventSubscription implements BusSubscription {
  readonly topic: string;
  readonly group: string;
  /** Resolves when no handler is running and none will. */
  readonly ended: Promise<void>;
  readonly #handler: EventHandler;
  readonly #call: Caller<EventTables>;
  readonly #closing = new AbortController();
  #wake = Promise.withResolvers<void>();
  #progress = Promise.withResolvers<void>();
  #position = 0;
  #failures = 0;

  constructor({ topic, group, handler, turn, call }: EventSubscriptionOptions) {
    this.topic = topic;
    this.group = group;
    this.#handler = handler;
    this.#call = call;
    this.ended = this.#run(turn);
  }

  wake(): void {
    this.#wake.resolve();
  }

  /** Resolves when the event `seq` is handled, or the subscription is closed. */
  async reached(seq: number): Promise<void> {
    while (this.#position < seq && !this.#closing.signal.aborted) await this.#progress.promise;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#wake.resolve();
    this.#progress.resolve();
    await this.ended;
  }

  async #run(turn: Promise<unknown>): Promise<void> {
    await Promise.race([turn, aborted(this.#closing.signal)]);
    while (!this.#closing.signal.aborted) {
      // Renewed before the read, so that an event published during the read is not slept through.
      this.#wake = Promise.withResolvers();
      try {
        const { position, events } = await this.#call('read', this.topic, this.group, batchSize);
        this.#moveTo(position);
        if (events.length > 0) await this.#handle(events);
        else if (!this.#closing.signal.aborted) await this.#wake.promise;
      } catch {
        await this.#delay();
      }
    }
  }

  async #handle(events: readonly NumberedEvent[]): Promise<void> {
    let handled: number | undefined;
    try {
      for (const { seq, id, type, time, data } of events) {
        if (this.#closing.signal.aborted) break;
        await this.#handler({ id, type, time, data: JSON.parse(data) });
        handled = seq;
        this.#failures = 0;
      }
    } finally {
      if (handled !== undefined) {
        await this.#call('acknowledge', this.topic, this.group, handled);
        this.#moveTo(handled);
      }
    }
  }

  #moveTo(position: number): void {
    this.#position = position;
    this.#progress.resolve();
    this.#progress = Promise.withResolvers();
  }

  /** Waits twice as long after each failure in a row; not at all when the subscription is closed. */
  async #delay(): Promise<void> {
    const delay = Math.min(firstRetryMs * 2 ** this.#failures, longestRetryMs);
    this.#failures += 1;
    await setTimeout(delay, undefined, { signal: this.#closing.signal }).catch(() => {});
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}
