import { randomInt } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brokersKnownTo, javaArguments, kafkaClassPath, runTool, ServerNode } from '@fintech/testkit/stack';
import { loadModel, variants } from './compose-model.ts';

const numbers = [1, 2, 3];

/**
 * The brokers of the compose file without containers: the program of the image that turns environment variables into
 * settings does so, and the brokers run with what it made of them.
 */
export class ComposedKafka implements AsyncDisposable {
  readonly #classPath: string;
  readonly #net: string;
  /** Gives the names that Compose gives to containers. */
  readonly #hosts: string;
  readonly #directory: string;
  readonly #nodes: readonly ServerNode[];

  /** @param directory an empty one, for the settings and the data of all brokers */
  static async start(directory: string): Promise<ComposedKafka> {
    const set = new ComposedKafka(await kafkaClassPath(), directory);
    await writeFile(set.#hosts, numbers.map(number => `${set.#net}.${number} kafka-${number}\n`).join(''));
    const { services } = await loadModel(variants.cluster);
    await Promise.all(
      numbers.map(number => set.#setUp(number, services[`kafka-${number}`]?.environment ?? {})),
    );
    await Promise.all(set.#nodes.map(node => node.start()));
    return set;
  }

  private constructor(classPath: string, directory: string) {
    this.#classPath = classPath;
    this.#net = `127.${randomInt(2, 250)}.${randomInt(2, 250)}`;
    this.#hosts = join(directory, 'hosts');
    this.#directory = directory;
    this.#nodes = numbers.map(number => this.#node(number));
  }

  /** The brokers as one of them names them to clients. */
  async brokers(askedNumber: number): Promise<string[]> {
    const args = ['--bootstrap-server', `kafka-${askedNumber}:9092`];
    const answer = await this.#java('org.apache.kafka.tools.BrokerApiVersionsCommand', args);
    return [...answer.matchAll(/^(kafka-\d:\d+) \(id: (\d)/gm)].map(match => `${match[2]} ${match[1]}`);
  }

  /** The settings that the image's program made for a broker. */
  settings(number: number): Promise<string> {
    return readFile(this.#settingsFile(number), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#nodes.map(node => node.kill()));
  }

  async #setUp(number: number, environment: Readonly<Record<string, string | null>>): Promise<void> {
    const folder = join(this.#directory, `kafka-${number}`);
    const defaults = join(folder, 'defaults');
    const mounted = join(folder, 'mounted');
    for (const path of [defaults, mounted]) await mkdir(path, { recursive: true });
    // The program refuses to start without these, and uses none of them.
    for (const name of ['server.properties', 'log4j2.yaml', 'tools-log4j2.yaml'])
      await writeFile(join(defaults, name), '');
    const given = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value ?? '']));
    const places = { '--default-configs-dir': defaults, '--mounted-configs-dir': mounted };
    await this.#java(
      'kafka.docker.KafkaDockerWrapper',
      ['setup', ...Object.entries(places).flat(), '--final-configs-dir', folder],
      {
        ...given,
        KAFKA_LOG_DIRS: join(folder, 'data'),
        // All brokers are on one machine here: each takes an address of its own instead of all of them.
        KAFKA_LISTENERS: (given.KAFKA_LISTENERS ?? '').replaceAll('://:', `://kafka-${number}:`),
      },
    );
  }

  #node(number: number): ServerNode {
    const name = `kafka-${number}`;
    return new ServerNode({
      name,
      port: 9092,
      command: 'java',
      args: [
        `-Djdk.net.hosts.file=${this.#hosts}`,
        ...javaArguments(this.#classPath, 'kafka.Kafka', [this.#settingsFile(number)]),
      ],
      logFile: join(this.#directory, `${name}.log`),
      isReady: async () => (await brokersKnownTo(`${this.#net}.${number}:9092`)).length === numbers.length,
    });
  }

  #settingsFile(number: number): string {
    return join(this.#directory, `kafka-${number}`, 'server.properties');
  }

  #java(mainClass: string, args: readonly string[], environment = {}): Promise<string> {
    const options = [`-Djdk.net.hosts.file=${this.#hosts}`];
    return runTool('java', [...options, ...javaArguments(this.#classPath, mainClass, args)], environment);
  }
}
