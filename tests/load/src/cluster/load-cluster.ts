import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KafkaCommandLog } from '@fintech/adapter-kafka';
import { type MongodbAdapters, openMongodbAdapters } from '@fintech/adapter-mongodb';
import { AppCluster, noTexts } from '@fintech/testkit/cluster';
import {
  type KafkaCluster,
  type MongodbStack,
  missingServers,
  type RedisSet,
  type ServerNode,
  startKafka,
  startMongodb,
  startRedis,
} from '@fintech/testkit/stack';
import { say } from '../say.ts';

const script = fileURLToPath(new URL('../../../../apps/cluster/src/main.ts', import.meta.url));

/** As the results describe it. */
export const serversInWords =
  '3 Kafka brokers (acks=all, two copies before an answer), 3 MongoDB members, Redis of 3 with 3 Sentinels';

/** The cluster form with servers of its own, all on this machine. */
export class LoadCluster implements AsyncDisposable {
  readonly app: AppCluster;
  /** Every process, by what it belongs to. */
  readonly parts: ReadonlyMap<string, readonly ServerNode[]>;
  readonly #kafka: KafkaCluster;
  readonly #mongodb: MongodbStack;
  readonly #stack: AsyncDisposableStack;

  private constructor(
    app: AppCluster,
    servers: { kafka: KafkaCluster; mongodb: MongodbStack; redis: RedisSet },
    stack: AsyncDisposableStack,
  ) {
    const { kafka, mongodb, redis } = servers;
    this.app = app;
    this.#kafka = kafka;
    this.#mongodb = mongodb;
    this.#stack = stack;
    this.parts = new Map([
      ['transaction', app.transaction],
      ['auth', app.auth],
      ['kafka', kafka.nodes],
      ['mongodb', mongodb.nodes],
      ['redis', [...redis.nodes, ...redis.sentinels]],
    ]);
  }

  /** Resolves when all of it is ready. `directory` holds data and logs. @throws Error that says which server is missing */
  static async start(directory: string, transactionReplicas: number): Promise<LoadCluster> {
    const missing = await missingServers(true);
    if (missing !== undefined) throw new Error(missing);
    await using stack = new AsyncDisposableStack();
    say('starting Kafka');
    const kafka = stack.use(await startKafka({ nodes: 3, directory: join(directory, 'kafka') }));
    say('starting MongoDB');
    const mongodb = stack.use(await startMongodb({ nodes: 3, directory: join(directory, 'mongodb') }));
    say('starting Redis');
    const redis = stack.use(await startRedis({ size: 3, directory: join(directory, 'redis') }));
    say('starting the processes of the cluster form');
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
    return new LoadCluster(app, { kafka, mongodb, redis }, stack.move());
  }

  /** The ledger's log, as one more process. */
  async openLog(): Promise<KafkaCommandLog> {
    const text = await readFile(join(this.app.secretsDirectory, 'log.key'), 'utf8');
    return KafkaCommandLog.open({
      kafka: { brokers: this.#kafka.endpoints.brokers, clientId: 'load' },
      topic: 'ledger.commands',
      partition: 0,
      keys: [Buffer.from(text.trim(), 'base64url')],
      annotationStore: noTexts,
      isSandbox: false,
      appendWithinMs: 60_000,
      onHalt: reason => {
        throw new Error('The log halted.', { cause: reason });
      },
      onWarning: say,
    });
  }

  /** Read model and snapshots, as one more process. */
  openStores(): Promise<MongodbAdapters> {
    return openMongodbAdapters({ url: this.#mongodb.endpoints.url });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
