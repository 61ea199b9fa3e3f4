import { isDeepStrictEqual } from 'node:util';
import { askAround } from './ask-around.ts';
import { BrokerConnections } from './broker-connections.ts';
import {
  askBroker,
  newerView,
  type PartitionLeader,
  type PartitionView,
  type TopicView,
} from './cluster-view.ts';
import { describeError } from './failures.ts';
import { addressKey, type BrokerAddress, type KafkaOptions, parseBroker } from './kafka-options.ts';
import { GrowingDelay } from './waiting.ts';

const answerWithinMs = 1000;
/** A broker that has not answered by then may hang, and another one is asked. */
const patienceMs = 150;
const pollEveryMs = 250;

export interface PartitionId {
  readonly topic: string;
  /** Always named, never computed (rule R16). */
  readonly partition: number;
}

/** Which cluster and which topic a process works on: names can be given anew, these cannot. */
export interface TopicIdentity {
  readonly clusterId: string;
  readonly topicId: string;
}

/**
 * Knows who leads a partition. It asks one broker after another, four times a second and whenever somebody has trouble, and
 * believes only newer elections: a broker that is cut off still names an old leader.
 */
export class PartitionWatch implements Disposable {
  readonly partition: PartitionId;
  readonly #connections: BrokerConnections;
  readonly #closing = new AbortController();
  readonly #onLeaderChange = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;
  readonly #bootstrap: readonly BrokerAddress[];
  #brokers: readonly BrokerAddress[];
  #asked = 0;
  #refreshing: Promise<boolean> | undefined;
  #clusterId = '';
  #topic: TopicView | undefined;
  #lastAnswerAt = performance.now();
  #lastError: unknown;
  #pinned: TopicIdentity | undefined;
  #onForeign: (message: string) => void = () => {};

  constructor(kafka: KafkaOptions, partition: PartitionId) {
    this.partition = partition;
    this.#bootstrap = kafka.brokers.map(parseBroker);
    this.#brokers = this.#bootstrap;
    this.#connections = new BrokerConnections(kafka, answerWithinMs);
    this.#timer = setInterval(() => void this.refresh(), pollEveryMs);
    this.#timer.unref();
  }

  /** Waits for a broker that knows the leader. @throws when `signal` aborts first */
  async identity(signal: AbortSignal): Promise<TopicIdentity> {
    const { topicId } = await this.leader(signal);
    return { clusterId: this.#clusterId, topicId };
  }

  /** When some broker last answered, on the monotonic clock. */
  get lastAnswerAt(): number {
    return this.#lastAnswerAt;
  }

  /** Why the last broker that was asked did not answer. */
  get lastError(): string {
    return describeError(this.#lastError);
  }

  /** From now on, another cluster or another topic of the same name is reported instead of believed. */
  pin({ clusterId, topicId }: TopicIdentity, onForeign: (message: string) => void): void {
    this.#onForeign = message => {
      this.#onForeign = () => {};
      onForeign(`${message} Expected cluster ${clusterId} and topic id ${topicId}.`);
    };
    this.#pinned = { clusterId, topicId };
  }

  /** Calls `listener` when another broker leads. Returns what ends that. */
  onLeaderChange(listener: () => void): () => void {
    this.#onLeaderChange.add(listener);
    return () => this.#onLeaderChange.delete(listener);
  }

  /** The leader, as soon as there is one. @throws when `signal` aborts first */
  async leader(signal: AbortSignal): Promise<PartitionLeader> {
    const delay = new GrowingDelay(20, 400);
    for (;;) {
      if (this.#topic?.leader !== undefined) return this.#topic.leader;
      signal.throwIfAborted();
      await this.refresh();
      if (this.#topic?.leader === undefined) await delay.wait(signal);
    }
  }

  /** Asks until one broker answers, or none did. Resolves to whether one did; never rejects. */
  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#askAround().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#closing.abort();
    this.#connections.close();
  }

  #askAround(): Promise<boolean> {
    return askAround(this.#inTurn(), broker => this.#ask(broker), patienceMs);
  }

  /** All brokers, beginning with the one behind the one that was asked last. */
  *#inTurn(): Generator<BrokerAddress> {
    for (const _ of this.#brokers) {
      this.#asked = (this.#asked + 1) % this.#brokers.length;
      const broker = this.#brokers[this.#asked];
      if (broker === undefined || this.#closing.signal.aborted) return;
      yield broker;
    }
  }

  async #ask(broker: BrokerAddress): Promise<void> {
    const { topic, partition } = this.partition;
    try {
      this.#adopt(await askBroker(this.#connections, broker, topic, partition));
    } catch (error) {
      this.#lastError = error;
      throw error;
    }
  }

  #adopt(view: PartitionView): void {
    this.#lastAnswerAt = performance.now();
    this.#clusterId = view.clusterId;
    this.#brokers = distinct([...view.brokers, ...this.#bootstrap]);
    if (!this.#isOurs(view)) return;
    const { topic } = view;
    if (topic === undefined) return;
    const before = this.#topic?.leader;
    this.#topic = newerView(this.#topic, topic);
    const { leader } = this.#topic;
    if (leader === undefined || isDeepStrictEqual(leader, before)) return;
    for (const listener of this.#onLeaderChange) listener();
  }

  #isOurs({ clusterId, topic }: PartitionView): boolean {
    const ours = this.#pinned;
    if (ours === undefined) return true;
    const isOtherCluster = clusterId !== ours.clusterId;
    if (isOtherCluster) this.#onForeign(`The brokers belong to cluster ${clusterId}.`);
    const isOtherTopic = topic !== undefined && topic.id !== ours.topicId;
    if (isOtherTopic)
      this.#onForeign(`The topic ${this.partition.topic} was created anew: its id is ${topic.id}.`);
    return !isOtherCluster && !isOtherTopic;
  }
}

function distinct(brokers: readonly BrokerAddress[]): BrokerAddress[] {
  return [...new Map(brokers.map(broker => [addressKey(broker), broker])).values()];
}
