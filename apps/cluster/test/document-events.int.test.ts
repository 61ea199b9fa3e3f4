import { randomBytes } from 'node:crypto';
import { eventsTemplate, KafkaEventBus, setUpTopics } from '@fintech/adapter-kafka';
import { openMongodbAdapters } from '@fintech/adapter-mongodb';
import type { EventBus } from '@fintech/ports';
import { describeDocumentEvents, type EventPorts, type TestStorage } from '@fintech/testkit';
import { describeOn, type RunningStack, wholeStack } from '@fintech/testkit/stack';

await describeOn('MongoDB with Kafka', wholeStack(), stack => {
  describeDocumentEvents('MongodbDocumentStore with KafkaEventBus', () => storageOn(stack()));
});

/** A database and a topic that no other test uses. */
async function storageOn({ kafka, mongodb }: Required<RunningStack>): Promise<TestStorage<EventPorts>> {
  const name = `events-${randomBytes(6).toString('hex')}`;
  const options = { brokers: kafka.brokers, clientId: 'test' };
  const isSandbox = kafka.brokers.length === 1;
  await setUpTopics({ kafka: options, isSandbox, templates: [eventsTemplate(`${name}.t`)] });
  return {
    open: async () => {
      await using stack = new AsyncDisposableStack();
      const bus = stack.use(
        await KafkaEventBus.open({
          kafka: options,
          topics: [`${name}.t`],
          isSandbox,
          publishWithinMs: 20_000,
          onWarning: () => undefined,
        }),
      );
      const adapters = stack.use(await openMongodbAdapters({ url: mongodb.adminUrl, database: name }));
      const named: EventBus = {
        publish: (topic, events) => bus.publish(`${name}.${topic}`, events),
        subscribe: (topic, group, handler) => bus.subscribe(`${name}.${topic}`, group, handler),
        drained: async () => {
          await relay.drained();
          await bus.drained();
        },
      };
      const relay = adapters.relayOutbox(named, () => undefined);
      const owned = stack.move();
      return {
        port: { eventBus: named, documentStore: adapters.documentStore },
        [Symbol.asyncDispose]: () => owned.disposeAsync(),
      };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
