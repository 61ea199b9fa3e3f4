import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PartitionProducer } from '../../src/client/partition-producer.ts';
import { type ProduceAnswer, type ProduceRequest, scriptedBroker } from './_scripted-broker.ts';

const message = (text: string) => ({ value: Buffer.from(text) });
const never = new AbortController().signal;

describe('appending to a partition', () => {
  it('asks all replicas that are in sync, and resolves when they have it and not before', () =>
    withBroker(
      async () => {
        await settled();
        return 7n;
      },
      async ({ producer, requests }) => {
        let isAcknowledged = false;
        const sent = producer.send([message('a')], never).then(offset => {
          isAcknowledged = true;
          return offset;
        });
        while (requests.length === 0) await new Promise(setImmediate);
        assert.equal(isAcknowledged, false);
        assert.equal(await sent, 7);
        assert.deepEqual(
          requests.map(({ acks }) => acks),
          [-1],
        );
      },
    ));

  it('numbers records from batch to batch', () =>
    withBroker(
      (_, number) => BigInt(number),
      async ({ producer, numbers }) => {
        await producer.send([message('a'), message('b')], never);
        await producer.send([message('c')], never);
        await producer.send([message('d')], never);
        assert.deepEqual(numbers(), ['1:0', '1:2', '1:3']);
      },
    ));

  it('sends the same batch under the same number until it is acknowledged', () =>
    withBroker(
      (_, number) => (['silence', 'NOT_ENOUGH_REPLICAS', 'silence', 5n] as const)[number - 1] ?? 6n,
      async ({ producer, numbers, requests }) => {
        assert.equal(await producer.send([message('a'), message('b')], never), 5);
        assert.equal(await producer.send([message('c')], never), 6);
        assert.deepEqual(numbers(), ['1:0', '1:0', '1:0', '1:0', '1:2']);
        const [first, ...others] = requests.slice(0, 4).map(({ batch }) => batch);
        for (const batch of others) assert.deepEqual(batch, first);
      },
    ));

  it('takes a new identity when the broker has forgotten it and the batch cannot be there', () =>
    withBroker(
      (_, number) => (number === 2 ? 'OUT_OF_ORDER_SEQUENCE_NUMBER' : BigInt(number)),
      async ({ producer, numbers }) => {
        await producer.send([message('a')], never);
        await producer.send([message('b')], never);
        assert.deepEqual(numbers(), ['1:0', '1:1', '2:0']);
      },
    ));

  it('gives up rather than double a batch that may be there, and counts anew after that', () =>
    withBroker(
      (_, number) => (['silence', 'OUT_OF_ORDER_SEQUENCE_NUMBER'] as const)[number - 1] ?? 3n,
      async ({ producer, numbers }) => {
        await assert.rejects(producer.send([message('a')], never), /has not acknowledged it/);
        assert.equal(await producer.send([message('b')], never), 3);
        assert.deepEqual(numbers(), ['1:0', '1:0', '2:0']);
      },
    ));

  it('gives up when it is told to, also while nobody answers, and counts anew after that', () =>
    withBroker(
      (_, number) => (number === 1 ? new Promise<never>(() => {}) : 3n),
      async ({ producer, numbers, requests }) => {
        const giveUp = new AbortController();
        const sent = producer.send([message('a')], giveUp.signal);
        while (requests.length === 0) await new Promise(setImmediate);
        giveUp.abort();
        await assert.rejects(sent, /has not acknowledged it/);
        assert.equal(await producer.send([message('b')], never), 3);
        assert.deepEqual(numbers(), ['1:0', '2:0']);
      },
    ));
});

/** A producer whose leader answers as the script says. */
async function withBroker(
  script: (request: ProduceRequest, number: number) => ProduceAnswer | Promise<ProduceAnswer>,
  body: (setting: {
    readonly producer: PartitionProducer;
    readonly requests: readonly ProduceRequest[];
    /** `producer id:first number` of every request. */
    numbers(): string[];
  }) => Promise<void>,
): Promise<void> {
  await using broker = await scriptedBroker(script);
  const watch = {
    partition: { topic: 't', partition: 0 },
    leader: async () => ({ ...broker.address, epoch: 0, topicId: '' }),
    refresh: async () => true,
    onLeaderChange: () => () => {},
  };
  const producer = new PartitionProducer({ brokers: [], clientId: 'test' }, watch);
  const { requests } = broker;
  const numbers = () => requests.map(({ batch }) => `${batch.producerId}:${batch.firstSequence}`);
  try {
    await body({ producer, requests, numbers });
  } finally {
    producer.close();
  }
}

/** Several turns of the event loop, in which a premature answer would show. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await new Promise(setImmediate);
}
