import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { describeOn, useKafka } from '@fintech/testkit/stack';
import { fetchV13, produceV9 } from '@platformatic/kafka';
import { collect } from '../_load.ts';
import { eventually, newLogTopic, openLog } from '../_util.ts';

await describeOn('a log that waits for an acknowledgement', useKafka(), kafka => {
  it('gives its own record to nobody before the brokers have acknowledged it, whatever lies before it', async t => {
    const topic = await newLogTopic(kafka());
    await using log = await openLog(kafka(), topic);
    await using other = await openLog(kafka(), topic);
    await other.append(Buffer.from('theirs'), []);
    using acknowledgements = heldBack(t);
    let isAnswered = false;
    const appended = log.append(Buffer.from('ours'), []).then(() => {
      isAnswered = true;
    });
    const seenByOther = collect(other);
    await eventually('others can read it', () => seenByOther.records.length === 2);

    const fetched = nextFetch(t, 0n);
    const seen = collect(log);
    await fetched;
    await setImmediate();
    assert.deepEqual(seen.texts(), []);
    assert.equal(isAnswered, false, 'the append was answered');

    acknowledgements.arrive();
    await appended;
    await eventually('it is given out', () => seen.records.length === 2);
    assert.deepEqual(seen.texts(), ['theirs', 'ours']);
  });
});

/** From now on the brokers' answers to appends arrive only when they are told to, at the latest at the end of the test. */
function heldBack(t: TestContext): Disposable & { arrive(): void } {
  const gate = Promise.withResolvers<void>();
  const { api } = produceV9;
  const ask = api.async;
  t.mock.method(api, 'async', async (...request: Parameters<typeof ask>) => {
    const answer = await ask(...request);
    await gate.promise;
    return answer;
  });
  return { arrive: gate.resolve, [Symbol.dispose]: () => gate.resolve() };
}

/** Resolves when a broker has answered somebody who reads from `offset`. */
function nextFetch(t: TestContext, offset: bigint): Promise<void> {
  const answered = Promise.withResolvers<void>();
  const { api } = fetchV13;
  const ask = api.async;
  t.mock.method(api, 'async', async (...request: Parameters<typeof ask>) => {
    const answer = await ask(...request);
    const [, , , , , , , topics] = request;
    if (topics[0]?.partitions[0]?.fetchOffset === offset) answered.resolve();
    return answer;
  });
  return answered.promise;
}
