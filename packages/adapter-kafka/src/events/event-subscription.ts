import type { BusSubscription, EventHandler } from '@fintech/ports';
import type { KafkaOptions } from '../client/kafka-options.ts';
import { PartitionReader } from '../client/partition-reader.ts';
import type { PartitionWatch } from '../client/partition-watch.ts';
import { aborted, GrowingDelay, pause } from '../client/waiting.ts';
import { EventDelivery } from './event-delivery.ts';
import { GroupMember, type Membership } from './group-member.ts';

export interface EventSubscriptionOptions {
  readonly kafka: KafkaOptions;
  readonly watch: PartitionWatch;
  readonly group: string;
  readonly handler: EventHandler;
  readonly onWarning: (message: string) => void;
}

const lookEveryMs = 100;

/** Takes part in a group of Kafka's, named `topic.group`, and delivers while that gives it the topic. */
export class KafkaEventSubscription implements BusSubscription {
  readonly topic: string;
  /** Resolves when no handler is running and none will. */
  readonly ended: Promise<void>;
  readonly #member: GroupMember;
  readonly #reader: PartitionReader;
  readonly #delivery: EventDelivery;
  readonly #closing = new AbortController();

  constructor({ kafka, watch, group, handler, onWarning }: EventSubscriptionOptions) {
    const { topic } = watch.partition;
    this.topic = topic;
    this.#member = new GroupMember(kafka, `${topic}.${group}`, topic);
    this.#reader = new PartitionReader(kafka, watch);
    this.#delivery = new EventDelivery({ topic, group, reader: this.#reader, handler, onWarning });
    this.ended = this.#run();
  }

  /** Resolves when the group, here or elsewhere, has handled every event before `offset`, or this is closed. */
  async reached(offset: number): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted && this.#delivery.next < offset) {
      const committed = await this.#member.committed().catch(() => undefined);
      if (committed !== undefined && committed >= offset) return;
      await Promise.race([this.#delivery.moved, pause(lookEveryMs, signal)]);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#member.breakOff();
    await this.ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const delay = new GrowingDelay(50, 2000);
    while (!signal.aborted) {
      try {
        const membership = await this.#member.join();
        delay.reset();
        await this.#during(membership);
      } catch {
        await delay.wait(signal);
      }
    }
    await this.#member.leave();
    this.#reader.close();
  }

  async #during(membership: Membership): Promise<void> {
    const over = AbortSignal.any([membership.ended, this.#closing.signal]);
    if (!membership.isAssigned) return aborted(over);
    await this.#delivery.run(
      {
        committed: () => this.#member.committed(),
        commit: offset => this.#member.commit(membership, offset),
      },
      over,
    );
  }
}
