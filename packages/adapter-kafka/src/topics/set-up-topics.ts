import { Admin } from '@platformatic/kafka';
import { hasCode } from '../client/failures.ts';
import type { KafkaOptions } from '../client/kafka-options.ts';
import { pause } from '../client/waiting.ts';
import {
  describeTopic,
  differencesFrom,
  type TopicDescription,
  type TopicDifference,
} from './describe-topic.ts';
import { forSandbox, type TopicTemplate, topicTemplates } from './templates.ts';

export interface SetUpTopicsOptions {
  readonly kafka: KafkaOptions;
  /** One replica is enough: for a cluster of a single broker. */
  readonly isSandbox: boolean;
  /** The product's own unless others are given. */
  readonly templates?: readonly TopicTemplate[];
}

export interface SetUpTopicsResult {
  readonly created: readonly string[];
  /** What existing topics have that they should not. Nothing of it has been changed. */
  readonly differences: readonly TopicDifference[];
}

const visibleWithinMs = 30_000;

/** Creates the topics that are missing, and compares those that are there with their templates. May be run again. */
export async function setUpTopics(options: SetUpTopicsOptions): Promise<SetUpTopicsResult> {
  const { kafka, isSandbox } = options;
  const templates = (options.templates ?? topicTemplates).map(template =>
    isSandbox ? forSandbox(template) : template,
  );
  const { tls, sasl } = kafka;
  const admin = new Admin({
    clientId: kafka.clientId,
    bootstrapBrokers: [...kafka.brokers],
    retries: 10,
    ...(tls === undefined ? {} : { tls, tlsServerName: true }),
    ...(sasl === undefined ? {} : { sasl }),
  });
  const created: string[] = [];
  const differences: TopicDifference[] = [];
  try {
    for (const template of templates) {
      // What is there is not asked for again: somebody may delete it meanwhile.
      const known = await describeTopic(kafka, template.topic);
      if (known === undefined && (await create(admin, template))) created.push(template.topic);
      differences.push(...differencesFrom(template, known ?? (await visibleTopic(kafka, template.topic))));
    }
  } finally {
    await admin.close();
  }
  return { created, differences };
}

/** Resolves to false when somebody else was faster. */
async function create(
  admin: Admin,
  { topic, partitions, replicas, settings }: TopicTemplate,
): Promise<boolean> {
  const configs = settings.map(({ name, value }) => ({ name, value }));
  try {
    await admin.createTopics({ topics: [topic], partitions: partitions.count, replicas, configs });
    return true;
  } catch (error) {
    if (hasCode(error, 'TOPIC_ALREADY_EXISTS')) return false;
    throw error;
  }
}

/** A new topic is known to all brokers only after a moment. */
async function visibleTopic(kafka: KafkaOptions, topic: string): Promise<TopicDescription> {
  const deadline = performance.now() + visibleWithinMs;
  for (;;) {
    const description = await describeTopic(kafka, topic);
    if (description !== undefined) return description;
    if (performance.now() > deadline) throw new Error(`The topic ${topic} was created and cannot be seen.`);
    await pause(100, new AbortController().signal);
  }
}
