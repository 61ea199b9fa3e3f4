import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppCluster } from '@fintech/testkit/cluster';
import {
  type KafkaCluster,
  type MongodbStack,
  missingNetwork,
  type NetworkHost,
  type RedisSet,
  startKafka,
  startMongodb,
  startRedis,
  TestNetwork,
} from '@fintech/testkit/stack';
import { SmallDisk } from './small-disk.ts';

/** What only root can have: servers that can be cut off, and brokers whose disk can be full. */
export interface Isolation {
  readonly network: TestNetwork;
  readonly brokerHosts: readonly NetworkHost[];
  readonly memberHosts: readonly NetworkHost[];
  readonly brokerDisks: readonly SmallDisk[];
}

export interface SystemOptions {
  readonly directory: string;
  readonly authReplicas: number;
  readonly transactionReplicas: number;
}

/** The servers are there for this run alone. */
const namespace = '';
export const logTopic = 'ledger.commands';
/** Enough for two hours of load. */
const brokerDiskMegabytes = 1536;
const script = fileURLToPath(new URL('../../../../apps/cluster/src/main.ts', import.meta.url));

/** The whole product in its cluster form, with every server it needs, on this machine. */
export class ChaosSystem implements AsyncDisposable {
  readonly kafka: KafkaCluster;
  readonly mongodb: MongodbStack;
  readonly redis: RedisSet;
  readonly app: AppCluster;
  /** Undefined where this machine cannot have it; {@link missingNetwork} says why. */
  readonly isolation: Isolation | undefined;
  readonly #stack: AsyncDisposableStack;

  private constructor(parts: {
    kafka: KafkaCluster;
    mongodb: MongodbStack;
    redis: RedisSet;
    app: AppCluster;
    isolation: Isolation | undefined;
    stack: AsyncDisposableStack;
  }) {
    this.kafka = parts.kafka;
    this.mongodb = parts.mongodb;
    this.redis = parts.redis;
    this.app = parts.app;
    this.isolation = parts.isolation;
    this.#stack = parts.stack;
  }

  static async start(options: SystemOptions): Promise<ChaosSystem> {
    await using stack = new AsyncDisposableStack();
    const { directory } = options;
    await mkdir(directory, { recursive: true });
    const isolation = (await missingNetwork()) === undefined ? await isolate(directory, stack) : undefined;
    const kafka = stack.use(
      await startKafka({
        nodes: 3,
        directory: join(directory, 'kafka'),
        places: isolation?.brokerHosts ?? [],
      }),
    );
    const mongodb = stack.use(
      await startMongodb({
        nodes: 3,
        directory: join(directory, 'mongodb'),
        places: isolation?.memberHosts ?? [],
      }),
    );
    const redis = stack.use(await startRedis({ size: 3, directory: join(directory, 'redis') }));
    const app = stack.use(
      await AppCluster.start({
        script,
        directory: join(directory, 'app'),
        stack: { kafka: kafka.endpoints, mongodb: mongodb.endpoints, redis: redis.endpoints },
        namespace,
        authReplicas: options.authReplicas,
        transactionReplicas: options.transactionReplicas,
        environment: { RATE_LIMIT: 'off' },
      }),
    );
    return new ChaosSystem({ kafka, mongodb, redis, app, isolation, stack: stack.move() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

async function isolate(directory: string, stack: AsyncDisposableStack): Promise<Isolation> {
  const network = stack.use(await TestNetwork.create());
  const brokerHosts: NetworkHost[] = [];
  const memberHosts: NetworkHost[] = [];
  const brokerDisks: SmallDisk[] = [];
  for (const number of [1, 2, 3]) {
    brokerHosts.push(await network.addHost());
    memberHosts.push(await network.addHost());
    const path = join(directory, 'kafka', `kafka-${number}`, 'data');
    brokerDisks.push(stack.use(await SmallDisk.mount(path, brokerDiskMegabytes)));
  }
  return { network, brokerHosts, memberHosts, brokerDisks };
}
