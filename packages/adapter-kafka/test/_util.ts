import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Annotation, AnnotationStore } from '@fintech/ports';
import type { CommandLogStorage } from '@fintech/testkit';
import type { KafkaEndpoints } from '@fintech/testkit/stack';
import { KafkaCommandLog, type KafkaCommandLogOptions, type KafkaOptions } from '../src/index.ts';
import { setUpTopics } from '../src/topics/set-up-topics.ts';
import { commandsTemplate, type TopicTemplate } from '../src/topics/templates.ts';

export function kafkaOptions({ brokers }: KafkaEndpoints): KafkaOptions {
  return { brokers, clientId: 'test' };
}

/** Creates a topic of the log that no other test uses. */
export async function newLogTopic(
  kafka: KafkaEndpoints,
  changes: Partial<TopicTemplate> = {},
): Promise<string> {
  const topic = `log.${randomUUID()}`;
  await createLogTopic(kafka, topic, changes);
  return topic;
}

/** Resolves to whether there was none. */
export async function createLogTopic(
  kafka: KafkaEndpoints,
  topic: string,
  changes: Partial<TopicTemplate> = {},
): Promise<boolean> {
  const partitions = { count: 1, rule: 'at least' } as const;
  const { created } = await setUpTopics({
    kafka: kafkaOptions(kafka),
    isSandbox: kafka.brokers.length === 1,
    templates: [{ ...commandsTemplate, partitions, ...changes, topic }],
  });
  return created.length > 0;
}

export const testKey = Buffer.alloc(32, 'a key for tests');

export function logOptions(kafka: KafkaEndpoints, topic: string): KafkaCommandLogOptions {
  return {
    kafka: kafkaOptions(kafka),
    topic,
    partition: 0,
    keys: [testKey],
    annotationStore: new MemoryAnnotationStore(),
    isSandbox: kafka.brokers.length === 1,
    appendWithinMs: 20_000,
    onHalt: failOnHalt,
    onWarning: message => {
      throw new Error(`Unexpected warning: ${message}`);
    },
  };
}

export const openLog = (
  kafka: KafkaEndpoints,
  topic: string,
  changes: Partial<KafkaCommandLogOptions> = {},
): Promise<KafkaCommandLog> => KafkaCommandLog.open({ ...logOptions(kafka, topic), ...changes });

/** A place for one log, which any number of processes may open. */
export async function logStorage(kafka: KafkaEndpoints): Promise<CommandLogStorage> {
  const topic = await newLogTopic(kafka);
  const annotationStore = new MemoryAnnotationStore();
  return {
    open: onHalt => openLog(kafka, topic, { onHalt, annotationStore }),
    [Symbol.asyncDispose]: async () => {},
  };
}

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
