import { PortError } from '@fintech/ports';
import type { KafkaOptions } from '../client/kafka-options.ts';
import { pause } from '../client/waiting.ts';
import { describeTopic, differencesFrom, type TopicDescription } from './describe-topic.ts';
import { forSandbox, type TopicTemplate } from './templates.ts';

const reachableWithinMs = 30_000;
const appearsWithinMs = 5000;
const askAgainAfterMs = 200;

/**
 * Refuses a topic that could lose or reorder records (rule R14).
 * @throws PortError `unsafe_settings`, saying what to change; `store_unavailable` when no broker answers for half a minute
 */
export async function assertSafeTopic(
  kafka: KafkaOptions,
  template: TopicTemplate,
  isSandbox: boolean,
): Promise<void> {
  const { topic } = template;
  const description = await findTopic(kafka, topic);
  if (description === undefined)
    throw unsafe(
      `The topic ${topic} does not exist. Create it with the settings of docs/reference/kafka-topics.md.`,
    );
  const wrong = differencesFrom(isSandbox ? forSandbox(template) : template, description);
  if (wrong.length === 0) return;
  const changes = wrong.map(
    ({ setting, expected, actual }) => `${setting} is ${actual} and must be ${expected}`,
  );
  throw unsafe(`The topic ${topic} could lose or reorder records: ${changes.join('; ')}.`);
}

async function findTopic(kafka: KafkaOptions, topic: string): Promise<TopicDescription | undefined> {
  const startedAt = performance.now();
  for (;;) {
    try {
      const description = await describeTopic(kafka, topic);
      if (description !== undefined || performance.now() - startedAt > appearsWithinMs) return description;
    } catch (error) {
      if (performance.now() - startedAt > reachableWithinMs)
        throw new PortError('store_unavailable', `Kafka cannot be reached. ${String(error)}`, {
          cause: error,
        });
    }
    await pause(askAgainAfterMs, new AbortController().signal);
  }
}

function unsafe(message: string): PortError {
  return new PortError('unsafe_settings', message);
}
