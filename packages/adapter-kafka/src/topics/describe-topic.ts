import { BrokerConnections } from '../client/broker-connections.ts';
import { askBroker, askSettings } from '../client/cluster-view.ts';
import { describeError } from '../client/failures.ts';
import { type KafkaOptions, parseBroker } from '../client/kafka-options.ts';
import type { Rule, TopicTemplate } from './templates.ts';

const answerWithinMs = 3000;

/** A topic as the brokers have it. */
export interface TopicDescription {
  readonly partitions: number;
  /** Of the partition that has the fewest. */
  readonly replicas: number;
  readonly settings: ReadonlyMap<string, string>;
}

/** Where a topic is not what its template says. */
export interface TopicDifference {
  readonly topic: string;
  /** `partitions`, `replicas`, or a setting by its name in Kafka. */
  readonly setting: string;
  readonly expected: string;
  readonly actual: string;
}

/** Undefined when the first broker that answers knows no such topic. @throws Error when none answers */
export async function describeTopic(
  kafka: KafkaOptions,
  topic: string,
): Promise<TopicDescription | undefined> {
  const connections = new BrokerConnections(kafka, answerWithinMs);
  let failure: unknown;
  try {
    for (const broker of kafka.brokers.map(parseBroker)) {
      try {
        const { topic: view } = await askBroker(connections, broker, topic, 0);
        if (view === undefined) return undefined;
        const settings = await askSettings(connections, broker, topic);
        return { partitions: view.partitionCount, replicas: view.replicas, settings };
      } catch (error) {
        failure = error;
      }
    }
  } finally {
    connections.close();
  }
  throw new Error(`No broker of ${kafka.brokers.join(', ')} answers: ${describeError(failure)}`, {
    cause: failure,
  });
}

export function differencesFrom(template: TopicTemplate, actual: TopicDescription): TopicDifference[] {
  const { topic, partitions, replicas, settings } = template;
  const rows: readonly (readonly [string, Rule, string, string])[] = [
    ['partitions', partitions.rule, String(partitions.count), String(actual.partitions)],
    ['replicas', 'at least', String(replicas), String(actual.replicas)],
    ...settings.map(
      ({ name, rule, value }) => [name, rule, value, actual.settings.get(name) ?? 'unknown'] as const,
    ),
  ];
  return rows
    .filter(([, rule, expected, found]) => !holds(rule, expected, found))
    .map(([setting, rule, expected, found]) => ({
      topic,
      setting,
      expected: rule === 'exactly' ? expected : `${expected} or more`,
      actual: found,
    }));
}

function holds(rule: Rule, expected: string, actual: string): boolean {
  if (rule === 'exactly') return actual === expected;
  // For Kafka, -1 is without a limit.
  return actual === '-1' || Number(actual) >= Number(expected);
}
