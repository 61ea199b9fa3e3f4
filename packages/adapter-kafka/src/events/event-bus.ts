import {
  type BusEvent,
  type BusSubscription,
  type EventBus,
  type EventHandler,
  PortError,
} from '@fintech/ports';
import { BatchSender, maxBatchBytes, messageBytes } from '../client/batch-sender.ts';
import { describeError } from '../client/failures.ts';
import type { KafkaOptions } from '../client/kafka-options.ts';
import { type KafkaMessage, PartitionProducer } from '../client/partition-producer.ts';
import { PartitionReader } from '../client/partition-reader.ts';
import { PartitionWatch } from '../client/partition-watch.ts';
import { pause } from '../client/waiting.ts';
import { assertSafeTopic } from '../topics/assert-safe-topic.ts';
import { eventsTemplate } from '../topics/templates.ts';
import { encodeEvent } from './event-codec.ts';
import { KafkaEventSubscription } from './event-subscription.ts';

export interface KafkaEventBusOptions {
  readonly kafka: KafkaOptions;
  /** All that will be published or subscribed to. */
  readonly topics: readonly string[];
  /** Takes topics with one replica, for a cluster of a single broker. */
  readonly isSandbox: boolean;
  /** How long a publication is tried before it fails, in milliseconds. */
  readonly publishWithinMs: number;
  /** Told of failing handlers, of records that are no events, and of events that were deleted before they were handled. */
  readonly onWarning: (message: string) => void;
}

interface Topic {
  readonly watch: PartitionWatch;
  readonly producer: PartitionProducer;
  readonly sender: BatchSender;
  readonly reader: PartitionReader;
}

/** Durable topics of one partition each. Groups are Kafka's own, so that its tools show how far each has come. */
export class KafkaEventBus implements EventBus, AsyncDisposable {
  readonly #options: KafkaEventBusOptions;
  readonly #topics: ReadonlyMap<string, Topic>;
  readonly #subscriptions = new Set<KafkaEventSubscription>();

  /**
   * @throws PortError `unsafe_settings` when a topic could lose or reorder events, saying what to change;
   *   `store_unavailable` when no broker answers for half a minute
   */
  static async open(options: KafkaEventBusOptions): Promise<KafkaEventBus> {
    const { kafka, topics, isSandbox } = options;
    for (const topic of topics) await assertSafeTopic(kafka, eventsTemplate(topic), isSandbox);
    return new KafkaEventBus(options);
  }

  private constructor(options: KafkaEventBusOptions) {
    this.#options = options;
    this.#topics = new Map(options.topics.map(topic => [topic, openTopic(options, topic)]));
  }

  async publish(topic: string, events: readonly BusEvent[]): Promise<void> {
    const { sender } = this.#topic(topic);
    if (sender.isFull)
      throw new PortError('store_unavailable', `Too much is waiting to be published to ${topic}.`);
    try {
      // One after another: when one part fails, nothing behind it may have been published.
      for (const part of inBatches(topic, events.map(encodeEvent))) await sender.add(part);
    } catch (error) {
      throw new PortError(
        'store_unavailable',
        `Nobody knows whether ${topic} has the events. ${describeError(error)}`,
        {
          cause: error,
        },
      );
    }
  }

  subscribe(topic: string, group: string, handler: EventHandler): BusSubscription {
    const { kafka, onWarning } = this.#options;
    const { watch } = this.#topic(topic);
    const subscription = new KafkaEventSubscription({ kafka, watch, group, handler, onWarning });
    this.#subscriptions.add(subscription);
    subscription.ended.finally(() => this.#subscriptions.delete(subscription));
    return subscription;
  }

  /** Of the groups that this process takes part in, wherever their members are. */
  async drained(): Promise<void> {
    await Promise.all(
      [...this.#subscriptions].map(async subscription =>
        subscription.reached(await this.#end(subscription.topic)),
      ),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#subscriptions].map(subscription => subscription.close()));
    for (const { sender, reader, producer, watch } of this.#topics.values()) {
      await sender.idle();
      reader.close();
      producer.close();
      watch[Symbol.dispose]();
    }
  }

  #topic(name: string): Topic {
    const topic = this.#topics.get(name);
    if (topic === undefined) throw new Error(`The bus was opened without the topic ${name}.`);
    return topic;
  }

  async #end(name: string): Promise<number> {
    const { reader, watch } = this.#topic(name);
    const deadline = performance.now() + this.#options.publishWithinMs;
    for (;;) {
      try {
        return await reader.end();
      } catch (error) {
        if (performance.now() > deadline)
          throw new PortError('store_unavailable', `The topic ${name} cannot be reached.`, { cause: error });
        await watch.refresh();
        await pause(50, new AbortController().signal);
      }
    }
  }
}

function openTopic({ kafka, publishWithinMs }: KafkaEventBusOptions, topic: string): Topic {
  const watch = new PartitionWatch(kafka, { topic, partition: 0 });
  const producer = new PartitionProducer(kafka, watch);
  const sender = new BatchSender({
    send: (messages, signal) => producer.send(messages, signal),
    sendWithinMs: publishWithinMs,
  });
  return { watch, producer, sender, reader: new PartitionReader(kafka, watch) };
}

/** Parts that fit into one batch each. */
function inBatches(topic: string, messages: readonly KafkaMessage[]): KafkaMessage[][] {
  const batches: KafkaMessage[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const size = messageBytes(message);
    if (size > maxBatchBytes)
      throw new Error(`An event of topic ${topic} has ${size} bytes, more than ${maxBatchBytes}.`);
    if (bytes + size > maxBatchBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(message);
    bytes += size;
  }
  return batches;
}
