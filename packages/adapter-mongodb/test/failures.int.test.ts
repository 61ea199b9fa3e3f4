import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { appliedRecords } from '@fintech/testkit';
import { describeOn, type MongodbStack, ownMongodb } from '@fintech/testkit/stack';
import { Acknowledged, assertKept, assertUnavailable, things, untilAnswered, writeUntil } from './_load.ts';
import { testDatabase } from './_util.ts';
import { MemoryBus } from './documents/_memory-bus.ts';

const recoveredWithinMs = 15_000;

await describeOn('a replica set that loses members', ownMongodb(), mongodb => {
  it('keeps every acknowledged write when the primary is killed', async t => {
    await losingThePrimary(t, mongodb(), async stack => {
      const primary = await stack.primary();
      await primary.kill();
      return async () => primary.start();
    });
  });

  it('keeps every acknowledged write when the primary falls silent and comes back', async t => {
    await losingThePrimary(t, mongodb(), async stack => {
      const primary = await stack.primary();
      primary.pause();
      return async () => primary.resume();
    });
  });

  it('acknowledges nothing that a majority does not have, and says so in time', async () => {
    await withoutAnswers(mongodb(), async stack => {
      const primary = await stack.primary();
      const others = stack.nodes.filter(node => node !== primary);
      for (const node of others) node.pause();
      return async () => {
        for (const node of others) node.resume();
      };
    });
  });

  it('acknowledges nothing when all members are gone', async () => {
    await withoutAnswers(mongodb(), async stack => {
      await Promise.all(stack.nodes.map(node => node.kill()));
      return async () => {
        await Promise.all(stack.nodes.map(node => node.start()));
      };
    });
  });
});

/** Nothing is acknowledged while the set cannot write; everything works when it can again. */
async function withoutAnswers(
  stack: MongodbStack,
  lose: (stack: MongodbStack) => Promise<() => Promise<void>>,
): Promise<void> {
  const operationTimeoutMs = 2000;
  await stack.healthy();
  await using database = testDatabase(stack.endpoints);
  await using adapters = await database.open({ operationTimeoutMs });
  const { documentStore, entryStore, snapshotStore, annotationStore } = adapters;
  const events = [{ topic: 't', event: { id: '1', type: 'tested', time: 1, data: {} } }];
  await documentStore.put(things, 'old', {});
  await entryStore.write(appliedRecords.transfers(0, 1));
  await snapshotStore.save(1, new Uint8Array(10));

  const bringBack = await lose(stack);
  const startedAt = performance.now();
  const calls = await Promise.allSettled([
    documentStore.put(things, 'new', {}),
    documentStore.put(things, 'with events', {}, { events }),
    documentStore.delete(things, 'old'),
    entryStore.write(appliedRecords.transfers(1, 2)),
    snapshotStore.save(2, new Uint8Array(10)),
    snapshotStore.prune(0),
    annotationStore.save([{ id: 'a', text: 'text' }]),
    annotationStore.erase('a'),
    documentStore.get(things, 'old'),
  ]);
  const elapsedMs = performance.now() - startedAt;
  await bringBack();

  for (const [i, call] of calls.entries()) {
    assert.equal(call.status, 'rejected', `call ${i}`);
    assertUnavailable(call.reason);
  }
  assert.ok(elapsedMs < operationTimeoutMs + 1000, `${elapsedMs} ms`);
  await stack.healthy();
  await untilAnswered(() => documentStore.put(things, 'later', {}));
  await untilAnswered(() => entryStore.write(appliedRecords.transfers(0, 3)));
  assert.deepEqual(await untilAnswered(() => entryStore.checkpoint()), { nextOffset: 3, position: 6 });
}

/** Loses the primary under writes of every kind, brings it back, and compares what is there with what was acknowledged. */
async function losingThePrimary(
  t: TestContext,
  stack: MongodbStack,
  lose: (stack: MongodbStack) => Promise<() => Promise<void>>,
): Promise<void> {
  await stack.healthy();
  await using database = testDatabase(stack.endpoints);
  await using adapters = await database.open({ operationTimeoutMs: 5000 });
  const bus = new MemoryBus();
  const relay = adapters.relayOutbox(bus, () => undefined);
  const acknowledged = new Acknowledged();
  let stopped = false;
  const writing = writeUntil(adapters, acknowledged, () => stopped);
  await moreThan(acknowledged, 100);
  const bringBack = await lose(stack);
  await moreThan(acknowledged, 100);
  await bringBack();
  await stack.healthy();
  await moreThan(acknowledged, 100);
  stopped = true;
  await writing;

  t.diagnostic(`${acknowledged.total} acknowledged, ${acknowledged.unknown} unknown`);
  t.diagnostic(`longest wait ${Math.round(acknowledged.longestWaitMs)} ms`);
  assert.ok(acknowledged.longestWaitMs <= recoveredWithinMs, `${acknowledged.longestWaitMs} ms`);
  await untilAnswered(() => relay.drained());
  const withEvents = acknowledged.documents.filter(id => Number(id[0]) % 2 === 1);
  assert.deepEqual(new Set(bus.idsOf('t')), new Set(withEvents));
  await using fresh = await database.open();
  await assertKept(fresh, acknowledged);
}

async function moreThan(acknowledged: Acknowledged, count: number): Promise<void> {
  const target = acknowledged.total + count;
  const deadline = performance.now() + 60_000;
  while (acknowledged.total < target) {
    assert.ok(performance.now() < deadline, `${acknowledged.total} of ${target} within a minute`);
    await delay(10);
  }
}
