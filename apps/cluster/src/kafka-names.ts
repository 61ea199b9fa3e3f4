import type { KafkaOptions } from '@fintech/adapter-kafka';
import type { Config } from './config.ts';

export function kafkaOptions(config: Config, service: string): KafkaOptions {
  return { brokers: config.kafkaBrokers, clientId: `fintech-${service}` };
}

/** A topic of this installation. */
export function topicName(config: Config, topic: string): string {
  return config.namespace === '' ? topic : `${config.namespace}.${topic}`;
}
