import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Admin } from '@platformatic/kafka';
import { tempDirectory } from '../../src/index.ts';
import {
  javaArguments,
  type KafkaCluster,
  type KafkaNode,
  kafkaClassArchive,
  kafkaClassPath,
  missingForKafka,
  runTool,
  startKafka,
} from '../../src/stack/index.ts';

const skip = process.env.CI === 'true' ? false : await missingForKafka();

test('three nodes replicate a topic through a kill, a pause and a restart of all', { skip }, async () => {
  await using directory = await tempDirectory();
  await using cluster = await startKafka({ nodes: 3, directory: directory.path });
  const admin = new Admin({
    clientId: 'test',
    bootstrapBrokers: [...cluster.endpoints.brokers],
    retries: 20,
  });
  await using _ = { [Symbol.asyncDispose]: () => admin.close() };
  await admin.createTopics({ topics: ['t'], partitions: 1, replicas: 3 });

  const first = await cluster.leaderOf('t');
  await first.kill();
  assert.equal(first.pid, undefined);
  const second = await leaderOtherThan(cluster, first);
  await first.start();
  await allInSync(admin);

  second.pause();
  await leaderOtherThan(cluster, second);
  second.resume();
  await allInSync(admin);

  await cluster.stop();
  await cluster.start();
  await allInSync(admin);
});

test('a single node listens where it is told to, and keeps its identity', { skip }, async () => {
  await using directory = await tempDirectory();
  const options = { nodes: 1, directory: directory.path, places: [{ address: '127.0.0.2' }] } as const;
  const clusterIds = [];
  for (const _ of [1, 2]) {
    await using cluster = await startKafka(options);
    assert.match(cluster.endpoints.brokers.join(), /^127\.0\.0\.2:\d+$/);
    clusterIds.push(cluster.clusterId);
  }
  assert.equal(clusterIds[0], clusterIds[1]);
});

test('Kafka takes its classes from an archive that fits this Java', { skip }, async () => {
  const classPath = await kafkaClassPath();
  const archive = await kafkaClassArchive(classPath);
  // Without this, one that does not fit is passed over in silence.
  const options = [`-XX:SharedArchiveFile=${archive}`, '-Xshare:on', '-Xlog:class+load'];
  const loaded = await runTool('java', javaArguments(classPath, 'kafka.Kafka', ['--version'], options));
  assert.match(loaded, /kafka\.Kafka source: shared objects file \(top\)/);
});

async function leaderOtherThan(cluster: KafkaCluster, former: KafkaNode): Promise<KafkaNode> {
  return soon('another node leads', async () => {
    const leader = await cluster.leaderOf('t');
    return leader === former ? undefined : leader;
  });
}

async function allInSync(admin: Admin): Promise<void> {
  await soon('all three are in sync', async () => {
    const { topics } = await admin.metadata({ topics: ['t'], forceUpdate: true });
    return topics.get('t')?.partitions[0]?.isr.length === 3 ? true : undefined;
  });
}

async function soon<Value>(what: string, ask: () => Promise<Value | undefined>): Promise<Value> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    const value = await ask();
    if (value !== undefined) return value;
    await delay(50);
  }
  throw new Error(`Not in time: ${what}`);
}
