import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDirectory } from '../../temp-directory.ts';
import { freePorts } from '../free-ports.ts';
import { installOnce } from '../install-once.ts';
import { runTool } from '../run-tool.ts';
import { installJars, javaArguments, javaVersion, missingForJars } from './java.ts';
import { KafkaCluster } from './kafka-cluster.ts';
import { KafkaNode, type KafkaNodeOptions, type KafkaNodePlace, settingsFile } from './kafka-node.ts';
import { kafkaSettings } from './kafka-settings.ts';

export interface KafkaOptions {
  readonly nodes: 1 | 3;
  /** Holds all data. A cluster that was stopped goes on over the same directory and places. */
  readonly directory: string;
  /** One per node; what is left out is a free port of 127.0.0.1 and a plain process. */
  readonly places?: readonly Partial<KafkaNodePlace>[];
}

const jars = 'kafka-4.3.1';
const archiveName = 'kafka.jsa';

/** Why Kafka cannot be started on this machine; undefined when it can. */
export const missingForKafka = (): Promise<string | undefined> => missingForJars(jars);

/** Class path of Kafka and its tools, downloaded when this machine has none yet. */
export const kafkaClassPath = (): Promise<string> => installJars(jars, new URL('pom.xml', import.meta.url));

/**
 * Kafka's classes as the virtual machine keeps them in memory, for a class path and the Java of this machine: a node that
 * takes them from there starts in half the time and with half the work. Made once per machine, by a node that starts and ends.
 */
export async function kafkaClassArchive(classPath: string): Promise<string> {
  const directory = await installOnce(`${jars}-classes-java-${await javaVersion()}`, async target => {
    await using data = await tempDirectory();
    const javaOptions = [`-XX:ArchiveClassesAtExit=${join(target, archiveName)}`];
    await using _cluster = await startNodes({ nodes: 1, directory: data.path }, classPath, javaOptions);
  });
  return join(directory, archiveName);
}

/**
 * Starts Kafka 4.3.1 in KRaft mode, every node being broker and controller, and resolves when all nodes see each other.
 * @throws Error saying what to install when Java or Maven is missing
 */
export async function startKafka(options: KafkaOptions): Promise<KafkaCluster> {
  const missing = await missingForKafka();
  if (missing !== undefined) throw new Error(missing);
  const classPath = await kafkaClassPath();
  const archive = await kafkaClassArchive(classPath);
  return startNodes(options, classPath, [`-XX:SharedArchiveFile=${archive}`]);
}

async function startNodes(
  { nodes: count, directory, places = [] }: KafkaOptions,
  classPath: string,
  javaOptions: readonly string[],
): Promise<KafkaCluster> {
  const ports = await freePorts(2 * count);
  const nodes = Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    directory: join(directory, `kafka-${i + 1}`),
    classPath,
    javaOptions,
    address: '127.0.0.1',
    clientPort: ports[2 * i] ?? 0,
    controllerPort: ports[2 * i + 1] ?? 0,
    runThrough: [],
    ...places[i],
  }));
  const clusterId = await clusterIdOf(directory);
  await Promise.all(nodes.map(node => prepare(node, nodes, clusterId)));
  const cluster = new KafkaCluster(
    clusterId,
    nodes.map(node => new KafkaNode(node)),
  );
  try {
    await cluster.start();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

/** Writes the settings of a node, and formats its data directory when it is new. */
async function prepare(
  node: KafkaNodeOptions,
  nodes: readonly KafkaNodeOptions[],
  clusterId: string,
): Promise<void> {
  await mkdir(node.directory, { recursive: true });
  const file = settingsFile(node.directory);
  await writeFile(file, kafkaSettings(node, nodes));
  const format = ['format', '--ignore-formatted', '--cluster-id', clusterId, '--config', file];
  const { classPath, javaOptions } = node;
  await runTool('java', javaArguments(classPath, 'kafka.tools.StorageTool', format, javaOptions));
}

/** The id that the directory was formatted with, or a new one. */
async function clusterIdOf(directory: string): Promise<string> {
  const file = join(directory, 'cluster-id');
  const existing = await readFile(file, 'utf8').catch(() => undefined);
  if (existing !== undefined) return existing;
  await mkdir(directory, { recursive: true });
  const clusterId = newClusterId();
  await writeFile(file, clusterId);
  return clusterId;
}

/** A random UUID as Kafka writes it. A leading dash would look like an option to its tools. */
function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}
