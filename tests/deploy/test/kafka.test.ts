import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { describeOn, missingForKafka, type ServerSource } from '@fintech/testkit/stack';
import { ComposedKafka } from '../src/composed-kafka.ts';
import { missingDockerCompose } from '../src/docker-compose.ts';

const composedKafka: ServerSource<ComposedKafka> = {
  missing: async () => (await missingForKafka()) ?? (await missingDockerCompose()),
  start: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'composed-kafka-'));
    const server = await ComposedKafka.start(directory);
    return {
      server,
      [Symbol.asyncDispose]: async () => {
        await server[Symbol.asyncDispose]();
        await rm(directory, { recursive: true });
      },
    };
  },
};

await describeOn('Kafka with the settings of Compose', composedKafka, kafka => {
  it('is one cluster, each broker under the name that Compose gives it', async () => {
    const brokers = await kafka().brokers(2);
    assert.deepEqual(brokers.toSorted(), ['1 kafka-1:9092', '2 kafka-2:9092', '3 kafka-3:9092']);
  });

  it('has understood every setting', async () => {
    const settings = await kafka().settings(3);
    for (const line of ['node.id=3', 'min.insync.replicas=2', 'auto.create.topics.enable=false']) {
      assert.ok(settings.split('\n').includes(line), `${line} is not in\n${settings}`);
    }
    // What is for the JVM or the image is no setting of Kafka.
    assert.doesNotMatch(settings, /heap|cluster\.id/);
  });
});
