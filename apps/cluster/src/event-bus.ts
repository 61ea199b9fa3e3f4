import { KafkaEventBus } from '@fintech/adapter-kafka';
import type { EventBus } from '@fintech/ports';
import type { Config } from './config.ts';
import { kafkaOptions, topicName } from './kafka-names.ts';

/** Longer than Kafka takes to elect a leader. */
const publishWithinMs = 15_000;

/** The events of this installation in Kafka, whatever its topics are called there. `topics`: all that `service` uses. */
export async function openEventBus(
  config: Config,
  service: string,
  topics: readonly string[],
  onWarning: (message: string) => void,
): Promise<EventBus & AsyncDisposable> {
  const bus = await KafkaEventBus.open({
    kafka: kafkaOptions(config, service),
    topics: topics.map(topic => topicName(config, topic)),
    isSandbox: config.replication === 1,
    publishWithinMs,
    onWarning,
  });
  return {
    publish: (topic, events) => bus.publish(topicName(config, topic), events),
    subscribe: (topic, group, handler) => bus.subscribe(topicName(config, topic), group, handler),
    drained: () => bus.drained(),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
}
