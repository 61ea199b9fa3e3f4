import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaCluster, ServerNode } from '@fintech/testkit/stack';
import { Connection, metadataV12 } from '@platformatic/kafka';
import type { ChaosSystem } from './system.ts';

const healthyWithinMs = 120_000;
const askEveryMs = 200;

/**
 * Resolves when every server and every process is whole again: all copies of all partitions in step, a primary and two
 * secondaries in step with it, a master and two replicas, all processes ready.
 * @throws Error that says what is not, after two minutes
 */
export async function wholeAgain({ kafka, mongodb, redis, app }: ChaosSystem): Promise<void> {
  await Promise.all([
    until('Kafka is not in step', () => isKafkaInStep(kafka)),
    mongodb.inStep(),
    redis.settled(),
    ...app.nodes.map(node => until(`${node.name} is not ready`, () => isReady(node))),
  ]);
}

async function isReady(node: ServerNode): Promise<boolean> {
  const signal = AbortSignal.timeout(1000);
  const response = await fetch(`http://127.0.0.1:${node.port}/readyz`, { signal });
  await response.arrayBuffer();
  return response.ok;
}

/** Every broker must see all brokers, and every replica of every partition in step. */
async function isKafkaInStep({ nodes }: KafkaCluster): Promise<boolean> {
  const answers = await Promise.all(nodes.map(({ broker }) => isInStepFor(broker, nodes.length)));
  return answers.every(Boolean);
}

/** Asked by hand: the client's own metadata leave out the partitions of Kafka's own topics. */
async function isInStepFor(broker: string, brokerCount: number): Promise<boolean> {
  const [host = '', port] = broker.split(':');
  const connection = new Connection('chaos', { connectTimeout: 1000, requestTimeout: 2000 });
  // The failed request tells; without a listener the event would end the process.
  connection.on('error', () => undefined);
  try {
    await connection.connect(host, Number(port));
    const { brokers, topics } = await metadataV12.api.async(connection, null, false, false);
    const partitions = topics.flatMap(topic => topic.partitions);
    return (
      brokers.length === brokerCount &&
      partitions.length > 0 &&
      partitions.every(({ isrNodes, replicaNodes }) => isrNodes.length === replicaNodes.length)
    );
  } finally {
    await connection.close();
  }
}

async function until(problem: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + healthyWithinMs;
  while (!(await condition().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`${problem} after ${healthyWithinMs} ms`);
    await delay(askEveryMs);
  }
}
