import assert from 'node:assert/strict';
import { stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { describeOn, type KafkaCluster, ownKafka } from '@fintech/testkit/stack';
import { collect } from '../_load.ts';
import { eventually, newLogTopic, openLog } from '../_util.ts';

// Brokers acknowledge what is in their page cache. When all of them lose power at once, acknowledged records may be gone.
await describeOn('when all brokers lose the same acknowledged records', ownKafka(3), cluster => {
  it('halts, whoever had applied them', async () => {
    const { topic, loseTail } = await topicWithTail(cluster());
    const halted = Promise.withResolvers<unknown>();
    await using log = await openLog(cluster().endpoints, topic, { onHalt: halted.resolve });
    const seen = collect(log);
    await eventually('all is read', () => seen.records.length === 10);
    await loseTail();
    await assert.rejects(Promise.reject(await halted.promise), {
      code: 'log_corrupt',
      message: /^Record 10 /,
    });
    await using fresh = await openLog(cluster().endpoints, topic);
    assert.equal(await fresh.end(), 5);
    await using again = await openLog(cluster().endpoints, topic, { onHalt: () => {} });
    await assert.rejects(again.subscribe(10, () => {}).caughtUp, { code: 'log_corrupt' });
  });

  it('halts also when others have taken their places meanwhile', async () => {
    const { topic, loseTail } = await topicWithTail(cluster());
    const halted = Promise.withResolvers<unknown>();
    const gate = Promise.withResolvers<void>();
    await using log = await openLog(cluster().endpoints, topic, { onHalt: halted.resolve });
    const applied: number[] = [];
    log.subscribe(0, async records => {
      applied.push(...records.map(({ offset }) => offset));
      if (applied.length === 10) await gate.promise;
    });
    await eventually('all is read', () => applied.length === 10);
    await loseTail();
    await using other = await openLog(cluster().endpoints, topic);
    for (let i = 0; i < 10; i += 1) await other.append(Buffer.from(`new ${i}`), []);
    gate.resolve();
    await assert.rejects(Promise.reject(await halted.promise), {
      code: 'log_corrupt',
      message: /^Record 10 .* follows another record/,
    });
    assert.equal(applied.length, 10);
  });
});

/** Ten records, and what takes the last five of them away from every broker. */
async function topicWithTail(cluster: KafkaCluster) {
  const topic = await newLogTopic(cluster.endpoints);
  const files = cluster.nodes.map(node =>
    join(node.directory, 'data', `${topic}-0`, '00000000000000000000.log'),
  );
  const sizes = () => Promise.all(files.map(async file => (await stat(file)).size));
  await using log = await openLog(cluster.endpoints, topic);
  for (let i = 0; i < 5; i += 1) await log.append(Buffer.from(String(i)), []);
  await eventually('all brokers have them', async () => new Set(await sizes()).size === 1);
  const [sizeOfHead] = await sizes();
  for (let i = 5; i < 10; i += 1) await log.append(Buffer.from(String(i)), []);
  const loseTail = async () => {
    await Promise.all(cluster.nodes.map(node => node.kill()));
    await Promise.all(files.map(file => truncate(file, sizeOfHead)));
    await cluster.start();
  };
  return { topic, loseTail };
}
