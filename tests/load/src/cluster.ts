import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openMongodbAdapters } from '@fintech/adapter-mongodb';
import { AppCluster } from '@fintech/testkit/cluster';
import { startKafka, startMongodb, startRedis } from '@fintech/testkit/stack';

const script = new URL('../../../apps/cluster/src/main.ts', import.meta.url).pathname;

/** The cluster form with three of every server, all on this machine, without limits on requests. */
export interface Cluster extends AsyncDisposable {
  readonly app: AppCluster;
  readonly brokers: readonly string[];
  /** The next start has to replay the whole log. */
  removeSnapshots(): Promise<void>;
}

export interface ClusterOptions {
  readonly directory: string;
  readonly transactionReplicas: number;
  readonly say: (what: string) => void;
}

export async function startCluster({
  directory,
  transactionReplicas,
  say,
}: ClusterOptions): Promise<Cluster> {
  await using stack = new AsyncDisposableStack();
  await mkdir(directory, { recursive: true });
  say('starting three brokers, three MongoDB members, three Redis with three Sentinels');
  const kafka = stack.use(await startKafka({ nodes: 3, directory: join(directory, 'kafka') }));
  const mongodb = stack.use(await startMongodb({ nodes: 3, directory: join(directory, 'mongodb') }));
  const redis = stack.use(await startRedis({ size: 3, directory: join(directory, 'redis') }));
  say('starting the cluster');
  const app = stack.use(
    await AppCluster.start({
      script,
      directory: join(directory, 'app'),
      stack: { kafka: kafka.endpoints, mongodb: mongodb.endpoints, redis: redis.endpoints },
      namespace: '',
      transactionReplicas,
      environment: { RATE_LIMIT: 'off' },
    }),
  );
  const owned = stack.move();
  const removeSnapshots = async () => {
    await using adapters = await openMongodbAdapters({ url: mongodb.endpoints.url });
    await adapters.snapshotStore.prune(0);
  };
  const { brokers } = kafka.endpoints;
  return { app, brokers, removeSnapshots, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
