import { join } from 'node:path';
import { Admin, type ClusterMetadata } from '@platformatic/kafka';
import { ServerNode } from '../server-node.ts';
import { javaArguments } from './java.ts';

/** Where a node listens, and how its process is started. */
export interface KafkaNodePlace {
  readonly address: string;
  readonly clientPort: number;
  readonly controllerPort: number;
  /** Put before the command line: `['ip', 'netns', 'exec', 'kafka-1']` runs the node in a network namespace. */
  readonly runThrough: readonly string[];
}

export interface KafkaNodeOptions extends KafkaNodePlace {
  readonly id: number;
  readonly classPath: string;
  /** Options of its virtual machine. */
  readonly javaOptions: readonly string[];
  /** Holds its settings, its data and its log. */
  readonly directory: string;
}

/** One broker that is a controller too. */
export class KafkaNode extends ServerNode {
  readonly id: number;
  /** As clients name it: `127.0.0.1:9092`. */
  readonly broker: string;
  /** Holds its settings, its log file, and its data under `data`. */
  readonly directory: string;

  constructor(options: KafkaNodeOptions) {
    const { id, address, clientPort, directory, classPath, javaOptions, runThrough } = options;
    const broker = `${address}:${clientPort}`;
    const java = ['java', ...javaArguments(classPath, 'kafka.Kafka', [settingsFile(directory)], javaOptions)];
    const [command = 'java', ...args] = [...runThrough, ...java];
    super({
      name: `kafka-${id}`,
      port: clientPort,
      command,
      args,
      logFile: join(directory, 'kafka.log'),
      isReady: async () => (await brokersKnownTo(broker)).includes(id),
    });
    this.id = id;
    this.broker = broker;
    this.directory = directory;
  }
}

export const settingsFile = (directory: string): string => join(directory, 'kafka.properties');

/** Ids of the brokers that `broker` itself counts as alive. */
export async function brokersKnownTo(broker: string): Promise<number[]> {
  const { brokers } = await metadataOf(broker, []);
  return [...brokers.keys()];
}

/** Who leads a partition, and since which election, as `broker` knows it. */
export async function partitionKnownTo(broker: string, topic: string, partition: number) {
  const { topics } = await metadataOf(broker, [topic]);
  return topics.get(topic)?.partitions[partition];
}

/** Gives up at once, because the callers ask again. */
async function metadataOf(broker: string, topics: string[]): Promise<ClusterMetadata> {
  const limits = { retries: 0, connectTimeout: 1000, requestTimeout: 1000 };
  const admin = new Admin({ clientId: 'stack', bootstrapBrokers: [broker], ...limits });
  try {
    return await admin.metadata({ topics, forceUpdate: true });
  } finally {
    await admin.close();
  }
}
