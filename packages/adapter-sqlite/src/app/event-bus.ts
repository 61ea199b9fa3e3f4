import type { BusEvent, BusSubscription, EventBus, EventHandler } from '@fintech/ports';
import type { Caller } from '../thread/calls.ts';
import { EventSubscription } from './event-subscription.ts';
import type { EventRow, EventTables } from './event-tables.ts';

/** Durable topics in the file that the documents are in too, so that a write and its events are one step. */
export class SqliteEventBus implements EventBus, AsyncDisposable {
  readonly #call: Caller<EventTables>;
  readonly #subscriptions = new Set<EventSubscription>();

  constructor(call: Caller<EventTables>) {
    this.#call = call;
  }

  async publish(topic: string, events: readonly BusEvent[]): Promise<void> {
    await this.#call(
      'publish',
      events.map(event => toEventRow(topic, event)),
    );
    this.wake(topic);
  }

  subscribe(topic: string, group: string, handler: EventHandler): BusSubscription {
    const others = [...this.#subscriptions].filter(other => other.topic === topic && other.group === group);
    const turn = Promise.all(others.map(other => other.ended));
    const subscription = new EventSubscription({ topic, group, handler, turn, call: this.#call });
    this.#subscriptions.add(subscription);
    subscription.ended.finally(() => this.#subscriptions.delete(subscription));
    return subscription;
  }

  async drained(): Promise<void> {
    await Promise.all(
      [...this.#subscriptions].map(async subscription =>
        subscription.reached(await this.#call('last', subscription.topic)),
      ),
    );
  }

  /** Says that the topic may have new events. */
  wake(topic: string): void {
    for (const subscription of this.#subscriptions) {
      if (subscription.topic === topic) subscription.wake();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#subscriptions].map(subscription => subscription.close()));
  }
}

export function toEventRow(topic: string, { id, type, time, data }: BusEvent): EventRow {
  return { topic, id, type, time, data: JSON.stringify(data) ?? 'null' };
}
