import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { BusEvent } from '@fintech/ports';
import { range } from '@fintech/testkit';
import { describeOn, ownKafka } from '@fintech/testkit/stack';
import { newEventTopics, openBus } from '../_bus.ts';
import { eventually } from '../_util.ts';

const event = (i: number): BusEvent => ({ id: String(i), type: 'tested', time: i, data: { i } });

await describeOn('events when something fails', ownKafka(3), cluster => {
  const newTopic = async () => (await newEventTopics(cluster().endpoints, ['events']))[0] ?? '';

  it('go on in another process of the group when one is killed in the middle of its work', async () => {
    const topic = await newTopic();
    await using bus = await openBus(cluster().endpoints, [topic]);
    await bus.publish(topic, range(0, 200).map(event));
    const script = fileURLToPath(new URL('./_handle-events.ts', import.meta.url));
    const child = spawn(process.execPath, [script, cluster().endpoints.brokers.join(), topic], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await using _ = { [Symbol.asyncDispose]: async () => void child.kill('SIGKILL') };
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    const byChild = () => printed.split('\n').slice(0, -1).map(Number);
    await eventually('the other process is at work', () => byChild().length > 5);
    const byUs: number[] = [];
    bus.subscribe(topic, 'g', async ({ id }) => void byUs.push(Number(id)));
    await eventually('it goes on', () => byChild().length > 120 || byUs.length > 0);
    child.kill('SIGKILL');
    await once(child, 'close');

    await bus.drained();
    const [last = 0] = byChild().slice(-1);
    assert.deepEqual(byChild(), range(0, last + 1));
    const [first = 0] = byUs;
    assert.ok(first <= last + 1 && last - first < 110, `killed in ${last}, went on at ${first}`);
    assert.deepEqual(byUs, range(first, 200));
  });

  for (const how of ['killed', 'frozen'] as const) {
    it(`are neither lost nor reordered when the broker that leads the topic is ${how}`, async context => {
      const topic = await newTopic();
      await using bus = await openBus(cluster().endpoints, [topic]);
      const handled: number[] = [];
      bus.subscribe(topic, 'g', async ({ id }) => void handled.push(Number(id)));
      let published = 0;
      let isStopping = false;
      const publishing = (async () => {
        for (; !isStopping; published += 1) await bus.publish(topic, [event(published)]);
      })();
      await eventually('events flow', () => handled.length > 50);
      const leader = await cluster().leaderOf(topic);
      if (how === 'killed') await leader.kill();
      else leader.pause();
      const before = handled.length;
      await eventually('events flow again', () => handled.length > before + 100);
      isStopping = true;
      await publishing;
      if (how === 'killed') await leader.start();
      else leader.resume();
      await bus.drained();

      const inOrderOfFirst = [...new Set(handled)];
      context.diagnostic(`${published} published, ${handled.length - inOrderOfFirst.length} handled twice`);
      assert.deepEqual(inOrderOfFirst, range(0, published));
    });
  }
});
