import assert from 'node:assert/strict';
import { it } from 'node:test';
import { appliedRecords, range } from '@fintech/testkit';
import { describeOn, useMongodb } from '@fintech/testkit/stack';
import type { Db } from 'mongodb';
import { testDatabase } from './_util.ts';

const people = { name: 'people', indexes: [{ field: 'name', unique: true }, { field: 'city' }] } as const;
const { alice, bob, id, transfers } = appliedRecords;

/** What the adapters ask, as the server's profiler notes it. */
interface Profiled {
  readonly ns: string;
  readonly planSummary?: string;
  readonly docsExamined?: number;
  readonly nreturned?: number;
  readonly hasSortStage?: boolean;
  readonly command: Readonly<Record<string, unknown>>;
}

await describeOn('every read', useMongodb(), server => {
  it('uses an index in the order that it needs, and looks at no more than it gives back', async () => {
    await using database = testDatabase(server());
    await using adapters = await database.open();
    const { documentStore, entryStore, snapshotStore, annotationStore } = adapters;
    for (const i of range(0, 60)) {
      await documentStore.put(people, `${i}`, { name: `n${i}`, city: i % 2 === 0 ? 'riga' : 'oslo' });
    }
    await entryStore.write(transfers(0, 200));
    await annotationStore.save(range(0, 50).map(i => ({ id: `${i}`, text: 'text' })));

    const { items } = await documentStore.query(people, { field: 'city', equals: 'riga', limit: 5 });
    const page = await entryStore.entries({ accountId: alice, limit: 5 });
    const cursor = page.nextCursor ?? '';
    const reads = await profiled(database.database, async () => {
      await documentStore.get(people, '7');
      await documentStore.query(people, { field: 'name', equals: 'n7', limit: 1 });
      for (const newestFirst of [false, true]) {
        const first = await documentStore.query(people, {
          field: 'city',
          equals: 'riga',
          limit: 5,
          newestFirst,
        });
        const more = { cursor: first.nextCursor ?? '' };
        await documentStore.query(people, { field: 'city', equals: 'riga', limit: 5, newestFirst, ...more });
      }
      await entryStore.entries({ accountId: alice, limit: 5 });
      await entryStore.entries({ accountId: alice, limit: 5, cursor });
      await entryStore.entries({ accountId: bob, limit: 5, from: 0, until: appliedRecords.timeOf(100) });
      await entryStore.account(alice);
      await entryStore.accountsOf(bob);
      await entryStore.outcomes(20, 25);
      await entryStore.entriesBetween(20, 25);
      await entryStore.outcomeOf(id(41));
      await entryStore.transaction(id(41));
      await entryStore.digests(100, 5);
      await annotationStore.find(['3', '4', 'none']);
      await snapshotStore.load(5);
    });
    assert.equal(items.length, 5);
    assert.equal(reads.length, 28);
    for (const { ns, planSummary, docsExamined = 0, nreturned = 0, hasSortStage = false, command } of reads) {
      const what = `${ns} ${planSummary} ${docsExamined}/${nreturned} ${JSON.stringify(command)}`;
      assert.match(planSummary ?? '', /^(IXSCAN|IDHACK|EOF)/, what);
      // What a unique index finds is sorted in no time.
      assert.ok(!hasSortStage || nreturned === 1, what);
      // A transaction that moved nothing lies between two that did; an account is read with its newest transaction.
      assert.ok(docsExamined <= 2 * nreturned + 2, what);
    }
  });

  it('that a filter makes long looks at a bounded number of transactions', async () => {
    await using database = testDatabase(server());
    await using adapters = await database.open();
    const { entryStore } = adapters;
    await entryStore.write(transfers(0, 1, { purpose: 'deposit' }));
    await entryStore.write(transfers(1, 6000));
    const rare = { accountId: alice, purpose: 'deposit', limit: 10 };
    const first = await entryStore.entries(rare);
    assert.deepEqual(first.items, []);
    assert.ok(first.nextCursor !== undefined);
    const second = await entryStore.entries({ ...rare, cursor: first.nextCursor });
    assert.deepEqual(
      second.items.map(({ position }) => position),
      [1],
    );
    assert.equal(second.nextCursor, undefined);
  });
});

async function profiled(database: Db, body: () => Promise<void>): Promise<Profiled[]> {
  await database.setProfilingLevel('all');
  await body();
  await database.setProfilingLevel('off');
  const reads = { op: { $in: ['query', 'command'] }, ns: { $ne: `${database.databaseName}.system.profile` } };
  const found = await database.collection<Profiled>('system.profile').find(reads).toArray();
  return found.filter(({ command }) => 'find' in command || 'aggregate' in command);
}
