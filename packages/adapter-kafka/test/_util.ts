import { randomUUID } from 'node:crypto';
import { after } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Annotation, AnnotationStore } from '@fintech/ports';
import { tempDirectory } from '@fintech/testkit';
import { type KafkaCluster, missingForKafka, startKafka } from '@fintech/testkit/stack';
import { KafkaCommandLog, type KafkaCommandLogOptions, type KafkaOptions } from '../src/index.ts';
import { setUpTopics } from '../src/topics/set-up-topics.ts';
import { commandsTemplate, type TopicTemplate } from '../src/topics/templates.ts';

/** Why tests that need Kafka are skipped; with CI=true they fail instead. */
export const skip = process.env.CI === 'true' ? false : ((await missingForKafka()) ?? false);

/** Starts a cluster of its own for the test file when the first test asks for it, and ends it after the last one. */
export function clusterOfFile(nodes: 1 | 3): () => Promise<KafkaCluster> {
  let starting: Promise<KafkaCluster> | undefined;
  const resources = new AsyncDisposableStack();
  after(() => resources.disposeAsync());
  const start = async () => {
    const directory = resources.use(await tempDirectory());
    return resources.use(await startKafka({ nodes, directory: directory.path }));
  };
  return () => {
    starting ??= start();
    return starting;
  };
}

export function kafkaOptions(cluster: KafkaCluster): KafkaOptions {
  return { brokers: cluster.bootstrapBrokers, clientId: 'test' };
}

/** Creates a topic of the log that no other test uses. */
export async function newLogTopic(
  cluster: KafkaCluster,
  changes: Partial<TopicTemplate> = {},
): Promise<string> {
  const topic = `log.${randomUUID()}`;
  const template = {
    ...commandsTemplate,
    partitions: { count: 1, rule: 'at least' as const },
    ...changes,
    topic,
  };
  await setUpTopics({
    kafka: kafkaOptions(cluster),
    isSandbox: cluster.nodes.length === 1,
    templates: [template],
  });
  return topic;
}

export const testKey = Buffer.alloc(32, 'a key for tests');

export function logOptions(cluster: KafkaCluster, topic: string): KafkaCommandLogOptions {
  return {
    kafka: kafkaOptions(cluster),
    topic,
    partition: 0,
    keys: [testKey],
    annotationStore: new MemoryAnnotationStore(),
    isSandbox: cluster.nodes.length === 1,
    appendWithinMs: 20_000,
    onHalt: failOnHalt,
    onWarning: message => {
      throw new Error(`Unexpected warning: ${message}`);
    },
  };
}

export const openLog = (
  cluster: KafkaCluster,
  topic: string,
  changes: Partial<KafkaCommandLogOptions> = {},
): Promise<KafkaCommandLog> => KafkaCommandLog.open({ ...logOptions(cluster, topic), ...changes });

export function failOnHalt(reason: unknown): void {
  throw new Error('The log halted.', { cause: reason });
}

/** Keeps annotations as a store does that outlives the process. */
export class MemoryAnnotationStore implements AnnotationStore {
  readonly #texts = new Map<string, string | undefined>();

  async save(annotations: readonly Annotation[]): Promise<void> {
    for (const { id, text } of annotations) if (!this.#texts.has(id)) this.#texts.set(id, text);
  }

  async find(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const id of ids) {
      const text = this.#texts.get(id);
      if (text !== undefined) found.set(id, text);
    }
    return found;
  }

  async erase(id: string): Promise<void> {
    this.#texts.set(id, undefined);
  }
}

/** Resolves when `condition` holds, asked every few milliseconds. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await delay(10);
  }
}
