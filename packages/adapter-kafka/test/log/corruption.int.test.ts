import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeOn, type KafkaEndpoints, useKafka } from '@fintech/testkit/stack';
import { Admin, Producer } from '@platformatic/kafka';
import { Envelopes } from '../../src/log/envelope.ts';
import { collect } from '../_load.ts';
import { createLogTopic, eventually, newLogTopic, openLog, testKey } from '../_util.ts';

const otherKey = Buffer.alloc(32, 'a key of somebody else');

/** What somebody else may put into the topic, and what the log says about it. */
const intruders: readonly [string, (topic: string) => Buffer | undefined, string][] = [
  ['garbage', () => Buffer.from('{"amount": 1000000}'), 'log_foreign'],
  ['a record without a value', () => undefined, 'log_foreign'],
  ['a record that is sealed by another key', topic => seal(topic, 0, otherKey), 'log_foreign'],
  ['a record that was moved from another partition', topic => seal(topic, 1, testKey), 'log_corrupt'],
  ['a record with a flipped bit', topic => flipped(seal(topic, 0, testKey)), 'log_corrupt'],
];

await describeOn('a log that somebody else touches', useKafka(), kafka => {
  for (const [what, value, code] of intruders) {
    it(`halts at ${what}, delivers nothing behind it, and names the place`, async () => {
      const topic = await newLogTopic(kafka());
      const reasons: unknown[] = [];
      await using log = await openLog(kafka(), topic, { onHalt: reason => reasons.push(reason) });
      const seen = collect(log);
      await log.append(Buffer.from('before'), []);
      await produce(kafka(), topic, value(topic));
      // The log may halt before this one is answered.
      await log.append(Buffer.from('behind'), []).catch(() => {});
      await eventually('it halts, or goes on', () => reasons.length > 0 || seen.records.length > 1);
      assert.deepEqual(seen.texts(), ['before']);
      await assert.rejects(Promise.reject(reasons[0]), {
        code,
        message: new RegExp(`^Record 1 of topic ${topic}, partition 0, .+\\. .+\\.$`),
      });
      await assert.rejects(log.append(Buffer.from('more'), []), { code: 'log_closed' });

      await using again = await openLog(kafka(), topic, { onHalt: () => {} });
      await assert.rejects(again.subscribe(0, () => {}).caughtUp, { code });
    });
  }

  it('halts when the head of the topic was cut off behind its back', async () => {
    const topic = await newLogTopic(kafka());
    const halted = Promise.withResolvers<unknown>();
    await using log = await openLog(kafka(), topic, { onHalt: halted.resolve });
    for (let i = 0; i < 10; i += 1) await log.append(Buffer.from(String(i)), []);
    await withAdmin(kafka(), admin =>
      admin.deleteRecords({ topics: [{ name: topic, partitions: [{ partition: 0, offset: 5n }] }] }),
    );
    const rest: number[] = [];
    await log.subscribe(5, records => {
      rest.push(...records.map(({ offset }) => offset));
    }).caughtUp;
    assert.deepEqual(rest, [5, 6, 7, 8, 9]);
    await assert.rejects(log.subscribe(3, () => {}).caughtUp, {
      code: 'log_corrupt',
      message: new RegExp(`^Record 3 of topic ${topic}, partition 0, is not there: `),
    });
    await halted.promise;
  });

  it('halts when the topic was deleted and created again, and puts nothing of its own into the new one', async () => {
    const topic = await newLogTopic(kafka());
    const halted = Promise.withResolvers<unknown>();
    await using log = await openLog(kafka(), topic, { onHalt: halted.resolve });
    const seen = collect(log);
    for (let i = 0; i < 10; i += 1) await log.append(Buffer.from(String(i)), []);
    await withAdmin(kafka(), admin => admin.deleteTopics({ topics: [topic] }));
    await eventually('the topic is created again', () => createLogTopic(kafka(), topic));
    await assert.rejects(Promise.reject(await halted.promise), {
      code: 'log_foreign',
      message: /created anew/,
    });
    assert.equal(seen.records.length, 10);
  });

  it('reads what was sealed with any of its keys, so that they can be changed one process after another', async () => {
    const topic = await newLogTopic(kafka());
    await using before = await openLog(kafka(), topic, { keys: [testKey, otherKey] });
    await using after = await openLog(kafka(), topic, { keys: [otherKey, testKey] });
    const [seenBefore, seenAfter] = [collect(before), collect(after)];
    await before.append(Buffer.from('old key'), []);
    await after.append(Buffer.from('new key'), []);
    await eventually(
      'both read both',
      () => seenBefore.records.length === 2 && seenAfter.records.length === 2,
    );
    assert.deepEqual(seenAfter.texts(), ['old key', 'new key']);
  });
});

function seal(topic: string, partition: number, key: Buffer): Buffer {
  return new Envelopes({ topic, partition }, [key]).seal(Buffer.from('a record'));
}

function flipped(value: Buffer): Buffer {
  value.writeUInt8(value.readUInt8(value.length - 3) ^ 4, value.length - 3);
  return value;
}

async function produce({ brokers }: KafkaEndpoints, topic: string, value: Buffer | undefined): Promise<void> {
  const producer = new Producer({ clientId: 'somebody else', bootstrapBrokers: [...brokers] });
  try {
    const message = { topic, partition: 0, ...(value === undefined ? {} : { value }) };
    await producer.send({ messages: [message], acks: -1 });
  } finally {
    await producer.close();
  }
}

async function withAdmin(
  { brokers }: KafkaEndpoints,
  body: (admin: Admin) => Promise<unknown>,
): Promise<void> {
  const admin = new Admin({ clientId: 'somebody else', bootstrapBrokers: [...brokers] });
  try {
    await body(admin);
  } finally {
    await admin.close();
  }
}
