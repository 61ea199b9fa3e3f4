import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../free-ports.ts';
import { installJars, missingForJars } from '../kafka/java.ts';
import { KafkaCluster } from '../kafka/kafka-cluster.ts';
import { KafkaNode, type KafkaNodeOptions, settingsFile } from '../kafka/kafka-node.ts';
import type { ServerNode } from '../server-node.ts';
import { brokerSettings } from './broker-settings.ts';
import {
  prepareZookeeper,
  type ZookeeperOptions,
  type ZookeeperPlace,
  zookeeperNode,
} from './zookeeper-node.ts';

export interface ZookeeperKafkaOptions {
  /** As many ZooKeepers as brokers. */
  readonly nodes: 1 | 3;
  /** Holds all data. A cluster that was stopped goes on over the same directory and ports. */
  readonly directory: string;
  /** One per node; free ones unless given. */
  readonly places?: readonly ZookeeperKafkaPlace[];
}

export interface ZookeeperKafkaPlace {
  readonly brokerPort: number;
  readonly zookeeper: ZookeeperPlace;
}

/** Brokers and the ensemble that they live on. */
export interface ZookeeperKafka extends AsyncDisposable {
  readonly kafka: KafkaCluster;
  readonly zookeepers: readonly ServerNode[];
}

const jars = 'kafka-3.9.1';
const here = fileURLToPath(new URL('.', import.meta.url));

/** Why this Kafka cannot be started on this machine; undefined when it can. */
export const missingForZookeeperKafka = (): Promise<string | undefined> => missingForJars(jars);

/**
 * Starts Kafka 3.9.1, the last line that can, on an ensemble of ZooKeepers, and resolves when all brokers see each other.
 * @throws Error saying what to install when Java or Maven is missing
 */
export async function startZookeeperKafka(options: ZookeeperKafkaOptions): Promise<ZookeeperKafka> {
  const missing = await missingForZookeeperKafka();
  if (missing !== undefined) throw new Error(missing);
  // The folder is on the class path for its log4j.properties.
  const classPath = `${await installJars(jars, new URL('pom.xml', import.meta.url))}:${here}`;
  const places = options.places ?? (await freePlaces(options.nodes));
  await using started = new AsyncDisposableStack();
  const ensemble = places.map(({ zookeeper }, i) =>
    zookeeperOf(options.directory, i + 1, classPath, zookeeper),
  );
  await Promise.all(ensemble.map(member => prepareZookeeper(member, ensemble)));
  const zookeepers = ensemble.map(member => started.use(zookeeperNode(member)));
  await Promise.all(zookeepers.map(zookeeper => zookeeper.start()));

  const connect = ensemble.map(({ clientPort }) => `127.0.0.1:${clientPort}`);
  const brokers = places.map(({ brokerPort }, i) =>
    brokerOf(options.directory, i + 1, classPath, brokerPort),
  );
  await Promise.all(brokers.map(broker => prepareBroker(broker, brokers.length, connect)));
  const nodes = brokers.map(broker => new KafkaNode(broker));
  const kafka = started.use(new KafkaCluster(`zookeeper:${connect.join()}`, nodes));
  await kafka.start();
  const owned = started.move();
  return { kafka, zookeepers, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const zookeeperOf = (
  directory: string,
  id: number,
  classPath: string,
  place: ZookeeperPlace,
): ZookeeperOptions => ({ ...place, id, classPath, directory: join(directory, `zookeeper-${id}`) });

const brokerOf = (
  directory: string,
  id: number,
  classPath: string,
  clientPort: number,
): KafkaNodeOptions => ({
  id,
  classPath,
  directory: join(directory, `kafka-${id}`),
  address: '127.0.0.1',
  clientPort,
  controllerPort: 0,
  javaOptions: [],
  runThrough: [],
});

async function prepareBroker(
  broker: KafkaNodeOptions,
  brokers: number,
  zookeepers: readonly string[],
): Promise<void> {
  await mkdir(broker.directory, { recursive: true });
  await writeFile(settingsFile(broker.directory), brokerSettings(broker, brokers, zookeepers));
}

async function freePlaces(count: number): Promise<ZookeeperKafkaPlace[]> {
  const ports = await freePorts(4 * count);
  return Array.from({ length: count }, (_, i) => {
    const [brokerPort = 0, clientPort = 0, peerPort = 0, electionPort = 0] = ports.slice(4 * i);
    return { brokerPort, zookeeper: { clientPort, peerPort, electionPort } };
  });
}
