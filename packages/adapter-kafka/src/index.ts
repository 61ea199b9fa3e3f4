export type { KafkaOptions } from './client/kafka-options.ts';
export type { TopicIdentity } from './client/partition-watch.ts';
export { KafkaEventBus, type KafkaEventBusOptions } from './events/event-bus.ts';
export { KafkaCommandLog, type KafkaCommandLogOptions } from './log/command-log.ts';
export type { LogHealth } from './log/watchdog.ts';
export type { TopicDifference } from './topics/describe-topic.ts';
export { type SetUpTopicsOptions, type SetUpTopicsResult, setUpTopics } from './topics/set-up-topics.ts';
export { eventsTemplate, type TopicTemplate, topicTemplates } from './topics/templates.ts';
