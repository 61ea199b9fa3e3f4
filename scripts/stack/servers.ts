import { join } from 'node:path';
import {
  missingForKafka,
  missingForZookeeperKafka,
  missingMongod,
  missingRedis,
  type RunningStack,
  type ServerNode,
  startKafka,
  startMongodb,
  startRedis,
  startZookeeperKafka,
} from '../../packages/testkit/src/stack/index.ts';
import type { Ports } from './ports.ts';

export const kinds = ['kafka', 'mongodb', 'redis'] as const;
export type Kind = (typeof kinds)[number];

export interface Plan {
  readonly directory: string;
  readonly nodes: 1 | 3;
  /** Kafka of the last line that lives on ZooKeeper, instead of the one that needs none. */
  readonly zookeeper: boolean;
  /** Free ones when absent. */
  readonly ports?: Ports;
}

/** Servers of one kind that run. Disposing of them stops them; their data stay. */
export interface StartedServers extends AsyncDisposable {
  /** In the order in which they start best. */
  readonly nodes: readonly ServerNode[];
  readonly endpoints: RunningStack;
}

interface Launcher {
  /** Installs what it can, and says why the servers cannot be had on this machine. */
  readonly missing: (plan: Plan) => Promise<string | undefined>;
  readonly start: (plan: Plan) => Promise<StartedServers>;
}

export const launchers: Readonly<Record<Kind, Launcher>> = {
  kafka: {
    missing: ({ zookeeper }) => (zookeeper ? missingForZookeeperKafka() : missingForKafka()),
    start: plan => (plan.zookeeper ? startKafkaOnZookeeper(plan) : startKafkaAlone(plan)),
  },
  mongodb: { missing: missingMongod, start: startReplicaSet },
  redis: { missing: () => missingRedis(true), start: startRedisSet },
};

async function startKafkaAlone({ directory, nodes, ports }: Plan): Promise<StartedServers> {
  const cluster = await startKafka({
    nodes,
    directory: join(directory, 'kafka'),
    ...(ports && { places: ports.kafka }),
  });
  return {
    nodes: cluster.nodes,
    endpoints: { kafka: cluster.endpoints },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

async function startKafkaOnZookeeper({ directory, nodes, ports }: Plan): Promise<StartedServers> {
  const stack = await startZookeeperKafka({
    nodes,
    directory: join(directory, 'kafka-on-zookeeper'),
    ...(ports && { places: ports.kafkaOnZookeeper }),
  });
  return {
    nodes: [...stack.zookeepers, ...stack.kafka.nodes],
    endpoints: { kafka: stack.kafka.endpoints },
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

async function startReplicaSet({ directory, nodes, ports }: Plan): Promise<StartedServers> {
  const set = await startMongodb({
    nodes,
    directory: join(directory, 'mongodb'),
    ...(ports && { places: ports.mongodb }),
  });
  return {
    nodes: set.nodes,
    endpoints: { mongodb: set.endpoints },
    [Symbol.asyncDispose]: () => set[Symbol.asyncDispose](),
  };
}

async function startRedisSet({ directory, nodes, ports }: Plan): Promise<StartedServers> {
  const set = await startRedis({
    size: nodes,
    directory: join(directory, 'redis'),
    ...(ports && { ports: ports.redis }),
  });
  return {
    // Sentinels first: nodes with data ask them who the master is.
    nodes: [...set.sentinels, ...set.nodes],
    endpoints: { redis: set.endpoints },
    [Symbol.asyncDispose]: () => set[Symbol.asyncDispose](),
  };
}
