import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BatchSender, maxBatchBytes } from '../../src/client/batch-sender.ts';
import type { KafkaMessage } from '../../src/client/partition-producer.ts';

const message = (text: string): KafkaMessage => ({ value: Buffer.from(text) });

describe('batches', () => {
  it('hold what arrives while one is under way, in the order of the calls', async () => {
    const { sender, batches, acknowledge } = setUp();
    const added = ['a', 'b', 'c'].map(text => sender.add([message(text)]));
    assert.deepEqual(batches, [['a']]);
    await acknowledge();
    await added[0];
    await acknowledge();
    await Promise.all(added);
    assert.deepEqual(batches, [['a'], ['b', 'c']]);
  });

  it('are answered when they are acknowledged, and not before', async () => {
    const { sender, acknowledge } = setUp();
    let isAnswered = false;
    const added = sender.add([message('a')]).then(() => {
      isAnswered = true;
    });
    for (let i = 0; i < 10; i += 1) await turn();
    assert.equal(isAnswered, false);
    assert.equal(sender.underWay?.messages.length, 1);
    await acknowledge();
    await added;
    assert.equal(sender.underWay, undefined);
  });

  it('are no larger than a topic takes', async () => {
    const { sender, batches, acknowledge } = setUp();
    const half = message('x'.repeat(maxBatchBytes / 2 - 100));
    const added = [message('first'), half, half, half].map(one => sender.add([one]));
    for (const _ of [1, 2, 3]) {
      await acknowledge();
    }
    await Promise.all(added);
    assert.deepEqual(
      batches.map(({ length }) => length),
      [1, 2, 1],
    );
  });

  it('fail for all who have a part in them, and the next one goes on', async () => {
    const { sender, batches, acknowledge, fail } = setUp();
    const added = ['a', 'b', 'c'].map(text => sender.add([message(text)]));
    await acknowledge();
    await added[0];
    const failures = added.slice(1).map(failed => assert.rejects(failed, /lost/));
    await fail(new Error('lost'));
    await Promise.all(failures);
    const next = sender.add([message('d')]);
    await acknowledge();
    await next;
    assert.deepEqual(batches, [['a'], ['b', 'c'], ['d']]);
  });

  it('are given up after their time', async () => {
    const { sender } = setUp(30);
    await assert.rejects(sender.add([message('a')]), /given up/);
  });

  it('are all given up when the sender is stopped', async () => {
    const { sender } = setUp();
    const added = ['a', 'b'].map(text => sender.add([message(text)]));
    sender.stop(new Error('the log halted'));
    for (const failed of added) await assert.rejects(failed, /given up/);
    await sender.idle();
  });

  it('stop growing at a bound', async () => {
    const { sender } = setUp();
    const large = message('x'.repeat(512 * 1024));
    let count = 0;
    for (; !sender.isFull; count += 1) sender.add([large]).catch(() => {});
    assert.ok(count > 100 && count < 200, `${count}`);
    sender.stop(new Error('the end'));
    await sender.idle();
    assert.equal(sender.isFull, false);
  });
});

/** A sender whose batches are acknowledged, or fail, one by one when the test says so. */
function setUp(sendWithinMs = 60_000) {
  const batches: string[][] = [];
  let underWay = Promise.withResolvers<void>();
  const sender = new BatchSender({
    sendWithinMs,
    send: (messages, signal) => {
      batches.push(messages.map(({ value }) => value.toString()));
      underWay = Promise.withResolvers();
      const giveUp = () => underWay.reject(new Error('given up'));
      if (signal.aborted) giveUp();
      signal.addEventListener('abort', giveUp);
      return underWay.promise;
    },
  });
  return {
    sender,
    batches,
    acknowledge: async () => {
      await turn();
      underWay.resolve();
      await turn();
    },
    fail: async (error: Error) => {
      await turn();
      underWay.reject(error);
      await turn();
    },
  };
}

/** The next turn of the event loop, in which the next batch is under way. */
async function turn(): Promise<void> {
  await new Promise(setImmediate);
}
