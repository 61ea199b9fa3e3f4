import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import { range, until } from '../../src/index.ts';
import { describeOn, ownZookeeperKafka } from '../../src/stack/index.ts';

const topic = 'things';

await describeOn('Kafka on ZooKeeper', ownZookeeperKafka(), stack => {
  it('keeps every acknowledged record when a ZooKeeper and a broker are killed', async () => {
    const { kafka, zookeepers } = stack();
    const bootstrapBrokers = [...kafka.endpoints.brokers];
    const admin = new Admin({ clientId: 'test', bootstrapBrokers });
    await admin.createTopics({ topics: [topic], partitions: 1, replicas: 3 });
    await admin.close();
    const producer = new Producer({
      clientId: 'test',
      bootstrapBrokers,
      serializers: stringSerializers,
      retries: 30,
      retryDelay: 200,
    });
    const produce = (value: string) => producer.send({ messages: [{ topic, value }], acks: -1 });
    const consumed = await followed(bootstrapBrokers);

    for (const i of range(0, 10)) await produce(`before ${i}`);
    const leader = await kafka.leaderOf(topic);
    await Promise.all([zookeepers[0]?.kill(), leader.kill()]);
    for (const i of range(0, 10)) await produce(`after ${i}`);
    assert.notEqual((await kafka.leaderOf(topic)).name, leader.name);
    await until(() => consumed.values.size === 20);

    await Promise.all([zookeepers[0]?.start(), leader.start()]);
    await produce('healed');
    await until(() => consumed.values.has('healed'));
    await consumed.close();
    await producer.close();
  });
});

/** Collects every value of the topic; one that comes twice counts once. */
async function followed(bootstrapBrokers: string[]) {
  const consumer = new Consumer({
    clientId: 'test',
    groupId: 'followers',
    bootstrapBrokers,
    deserializers: stringDeserializers,
    retries: 30,
    retryDelay: 200,
  });
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
  const values = new Set<string>();
  stream.on('data', message => values.add(message.value ?? ''));
  return { values, close: () => consumer.close(true) };
}
