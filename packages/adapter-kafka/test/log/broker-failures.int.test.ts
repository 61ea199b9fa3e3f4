import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { describeOn, type KafkaNode, ownKafka } from '@fintech/testkit/stack';
import type { KafkaCommandLog } from '../../src/index.ts';
import { collect, startLoad } from '../_load.ts';
import { eventually, newLogTopic, openLog } from '../_util.ts';

type Heal = () => Promise<void>;

const failures: readonly [string, (leader: KafkaNode) => Promise<Heal>][] = [
  [
    'is killed',
    async leader => {
      await leader.kill();
      return () => leader.start();
    },
  ],
  [
    'is frozen',
    async leader => {
      leader.pause();
      return async () => leader.resume();
    },
  ],
];

await describeOn('when brokers fail', ownKafka(3), cluster => {
  for (const [what, fail] of failures) {
    it(`loses, doubles and reorders nothing when the leader ${what}, and goes on within seconds`, async context => {
      const topic = await newLogTopic(cluster().endpoints);
      await using log = await openLog(cluster().endpoints, topic);
      await using other = await openLog(cluster().endpoints, topic);
      const [seen, seenByOther] = [collect(log), collect(other)];
      const stopLoad = startLoad(log, 16);
      await eventually('the load runs', () => seen.records.length > 50);

      const heal = await fail(await cluster().leaderOf(topic));
      const recordsAtFailure = seen.records.length;
      await eventually('the log goes on', () => seen.records.length > recordsAtFailure + 200);
      const load = await stopLoad();
      await heal();

      await eventually('all is read', async () => seen.records.length === (await log.end()));
      await eventually('all is read elsewhere', () => seenByOther.records.length === seen.records.length);
      assert.deepEqual(seenByOther.texts(), seen.texts());
      assert.deepEqual(load.unknown, []);
      assertOnceEach(context, seen.texts(), load.acknowledged);
      context.diagnostic(
        `${load.acknowledged.length} records, longest silence ${Math.round(load.longestSilenceMs)} ms`,
      );
      // Three to five seconds on an idle machine; the limit leaves room for one that runs everything at once.
      assert.ok(load.longestSilenceMs < 30_000, `no answer for ${load.longestSilenceMs} ms`);
      assert.ok(log.health().isReady);
    });
  }

  it('answers nothing while too few brokers are left, and goes on when they are back', async () => {
    const topic = await newLogTopic(cluster().endpoints);
    await using log = await openLog(cluster().endpoints, topic, { appendWithinMs: 4000 });
    const seen = collect(log);
    await log.append(Buffer.from('before'), []);
    const leader = await cluster().leaderOf(topic);
    const followers = cluster().nodes.filter(node => node !== leader);
    await Promise.all(followers.map(node => node.kill()));

    const startedAt = performance.now();
    await assert.rejects(log.append(Buffer.from('unknown'), []), { code: 'log_append_unknown' });
    const tookMs = performance.now() - startedAt;
    assert.ok(tookMs > 3900 && tookMs < 15_000, `${tookMs} ms`);
    assert.ok(!seen.texts().includes('unknown'));

    await Promise.all(followers.map(node => node.start()));
    await appendPatiently(log, 'after');
    await eventually('it is read', () => seen.texts().includes('after'));
    assert.equal(seen.texts()[0], 'before');
    assert.ok(seen.texts().filter(text => text === 'unknown').length <= 1);
    assert.equal(seen.texts().filter(text => text === 'after').length, 1);
  });

  it('comes back by itself after all brokers were gone', async () => {
    const topic = await newLogTopic(cluster().endpoints);
    await using log = await openLog(cluster().endpoints, topic, { appendWithinMs: 60_000 });
    const seen = collect(log);
    await log.append(Buffer.from('before'), []);
    await Promise.all(cluster().nodes.map(node => node.kill()));
    const appended = log.append(Buffer.from('meanwhile'), []);
    await eventually('it knows that nobody answers', () => !log.health().isReady);
    await cluster().start();
    await appended;
    await eventually('all is read', () => seen.records.length === 2);
    assert.deepEqual(seen.texts(), ['before', 'meanwhile']);
    await eventually('it knows that somebody answers', () => log.health().isReady);
  });
});

function assertOnceEach(
  context: TestContext,
  texts: readonly string[],
  acknowledged: readonly string[],
): void {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const lost = acknowledged.filter(text => !counts.has(text));
  const doubled = [...counts.values()].filter(count => count > 1).length;
  context.diagnostic(`${lost.length} lost, ${doubled} doubled`);
  assert.deepEqual(lost, []);
  assert.equal(doubled, 0);
}

/** Brokers that have just come back need a moment until enough of them are in sync. */
async function appendPatiently(log: KafkaCommandLog, text: string): Promise<void> {
  await eventually('an append is acknowledged', async () => {
    try {
      await log.append(Buffer.from(text), []);
      return true;
    } catch {
      return false;
    }
  });
}
