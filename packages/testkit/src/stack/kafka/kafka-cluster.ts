import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaEndpoints } from '../endpoints.ts';
import { brokersKnownTo, type KafkaNode, partitionKnownTo } from './kafka-node.ts';

const agreeWithinMs = 60_000;
const askEveryMs = 100;

/** A running cluster of one or three nodes. */
export class KafkaCluster implements AsyncDisposable {
  readonly nodes: readonly KafkaNode[];
  readonly clusterId: string;

  constructor(clusterId: string, nodes: readonly KafkaNode[]) {
    this.clusterId = clusterId;
    this.nodes = nodes;
  }

  get endpoints(): KafkaEndpoints {
    return { brokers: this.nodes.map(node => node.broker) };
  }

  /** Starts every node that is not running, and resolves when each of them sees all others. */
  async start(): Promise<void> {
    await Promise.all(this.nodes.map(node => node.launch()));
    await Promise.all(this.nodes.map(node => node.ready()));
    await Promise.all(
      this.nodes.map(node =>
        eventually(`${node.name} sees all nodes`, async () => {
          const known = await brokersKnownTo(node.broker);
          return known.length === this.nodes.length ? known : undefined;
        }),
      ),
    );
  }

  /** Ends all nodes. Their data stay. */
  async stop(): Promise<void> {
    await Promise.all(this.nodes.map(node => node.stop()));
  }

  /** The node that leads a partition now. Waits for an election that is under way. */
  async leaderOf(topic: string, partition = 0): Promise<KafkaNode> {
    return eventually(`${topic}-${partition} has a leader`, async () => {
      const leader = await this.#leaderId(topic, partition);
      return this.nodes.find(node => node.id === leader && node.running);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** What the best informed node says: one that is paused says nothing, one that was paused knows only old leaders. */
  async #leaderId(topic: string, partition: number): Promise<number | undefined> {
    const asked = this.nodes
      .filter(node => node.running)
      .map(node => partitionKnownTo(node.broker, topic, partition));
    const known = (await Promise.allSettled(asked)).flatMap(answer =>
      answer.status === 'fulfilled' && answer.value !== undefined ? [answer.value] : [],
    );
    return known.toSorted((a, b) => b.leaderEpoch - a.leaderEpoch)[0]?.leader;
  }
}

/** The first value that `ask` gives. A throw means "not yet". */
async function eventually<Value>(what: string, ask: () => Promise<Value | undefined>): Promise<Value> {
  const deadline = performance.now() + agreeWithinMs;
  for (;;) {
    const value = await ask().catch(() => undefined);
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`Not within ${agreeWithinMs} ms: ${what}`);
    await delay(askEveryMs);
  }
}
