import { randomUUID } from 'node:crypto';
import type { EventBus } from '@fintech/ports';
import type { TestStorage } from '@fintech/testkit';
import type { KafkaEndpoints } from '@fintech/testkit/stack';
import { KafkaEventBus, type KafkaEventBusOptions } from '../src/index.ts';
import { setUpTopics } from '../src/topics/set-up-topics.ts';
import { eventsTemplate } from '../src/topics/templates.ts';
import { kafkaOptions } from './_util.ts';

/** Creates topics that no other test uses. */
export async function newEventTopics(kafka: KafkaEndpoints, names: readonly string[]): Promise<string[]> {
  const topics = names.map(name => `${name}.${randomUUID()}`);
  await setUpTopics({
    kafka: kafkaOptions(kafka),
    isSandbox: kafka.brokers.length === 1,
    templates: topics.map(eventsTemplate),
  });
  return topics;
}

export const openBus = (
  kafka: KafkaEndpoints,
  topics: readonly string[],
  changes: Partial<KafkaEventBusOptions> = {},
): Promise<KafkaEventBus> =>
  KafkaEventBus.open({
    kafka: kafkaOptions(kafka),
    topics,
    isSandbox: kafka.brokers.length === 1,
    publishWithinMs: 20_000,
    onWarning: () => {},
    ...changes,
  });

/** A place for the topics that the suite of the port names, under names of their own. */
export async function busStorage(kafka: KafkaEndpoints): Promise<TestStorage<EventBus>> {
  const names = ['t', 't2', 'other'];
  const topics = await newEventTopics(kafka, names);
  return {
    open: async () => {
      const bus = await openBus(kafka, topics);
      const topicOf = (name: string) => topics[names.indexOf(name)] ?? name;
      const port: EventBus = {
        publish: (topic, events) => bus.publish(topicOf(topic), events),
        subscribe: (topic, group, handler) => bus.subscribe(topicOf(topic), group, handler),
        drained: () => bus.drained(),
      };
      return { port, [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose]() };
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
