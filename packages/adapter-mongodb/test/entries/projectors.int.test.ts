import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { AppliedRecord, EntryStore } from '@fintech/ports';
import { appliedRecords, range } from '@fintech/testkit';
import { describeOn, type MongodbEndpoints, useMongodb } from '@fintech/testkit/stack';
import { MongodbConnection } from '../../src/connection/connection.ts';
import { CheckpointKeeper } from '../../src/entries/checkpoint-keeper.ts';
import type {
  AccountDocument,
  CheckpointDocument,
  RecordDocument,
  TransactionDocument,
} from '../../src/entries/entry-collections.ts';
import { EntryWriter } from '../../src/entries/entry-writer.ts';
import { type TestDatabase, testDatabase } from '../_util.ts';
import { history, readEverything } from './_read-model.ts';

const { accountRow, alice, bob, id, transfer, transfers, withoutEntries } = appliedRecords;

await describeOn('projectors of several processes', useMongodb(), server => {
  it('leave what one alone would have left, although nobody waits for his turn', () =>
    withProjectors(server(), 4, { takeOverAfterMs: 0 }, async ([first, ...others]) => {
      const records = history(120);
      await Promise.all([
        inSteps(first, records, 11),
        ...others.map((store, i) => inSteps(store, records, 3 + 5 * i)),
      ]);
      await assertEqualsOneProjector(server(), first, records);
    }));

  it('take turns, and the last record of all is written when one of them stops', () =>
    withProjectors(server(), 3, { takeOverAfterMs: 200 }, async ([first, ...others]) => {
      const records = history(90);
      await Promise.all([
        inSteps(first, records.slice(0, 40), 10),
        ...others.map(store => inSteps(store, records, 7)),
      ]);
      await assertEqualsOneProjector(server(), first, records);
    }));

  it('write older records over newer ones without changing anything', () =>
    withProjectors(server(), 2, {}, async ([store], writer) => {
      const records = history(30);
      await store.write(records);
      const before = await readEverything(store, 29);
      const changed = transfers(0, 25, { amount: 1, purpose: 'deposit' });
      for (const end of [25, 3, 16]) await writer.write(changed.slice(0, end));
      assert.deepEqual(await readEverything(store, 29), before);
    }));

  it('keep the state of an account that a record left first, and the newest of all', () =>
    withProjectors(server(), 2, {}, async ([store], writer) => {
      await store.write(transfers(0, 6));
      const state = (offset: number, status: string) =>
        withoutEntries(offset, [accountRow(alice, 6, status)]);
      const statusAfter = async (record: AppliedRecord) => {
        await writer.write([record]);
        return (await store.account(alice))?.status;
      };
      assert.equal(await statusAfter(state(8, 'frozen')), 'frozen');
      assert.equal(await statusAfter(state(7, 'closed')), 'frozen');
      assert.equal(await statusAfter(state(8, 'open')), 'frozen');
      assert.equal(await statusAfter(state(9, 'open')), 'open');
    }));

  it('insert one account at the same moment, and the newest state of it stays', () =>
    withProjectors(server(), 2, {}, async ([store], _, database) => {
      for (const round of range(0, 10)) {
        const account = { ...accountRow(id(5000 + round), 0), ownerId: 'owner' };
        const states = range(0, 6).map(offset =>
          withoutEntries(offset, [{ ...account, status: `after ${offset}` }]),
        );
        await Promise.all(states.map(record => withWriter(database, writer => writer.write([record]))));
        assert.equal((await store.account(account.accountId))?.status, 'after 5');
      }
    }));

  it('show nothing of a write before its checkpoint, and finish what another one left', () =>
    withProjectors(server(), 2, { takeOverAfterMs: 50 }, async ([store, second], writer) => {
      const records = history(20);
      await store.write(records.slice(0, 8));
      const before = await readEverything(store, 7);
      await writer.write(records.slice(8, 15));
      assert.deepEqual(await readEverything(store, 7), { ...before, accounts: await accountsOf(store) });
      assert.deepEqual((await accountsOf(store)).map(balanceOf), before.accounts.map(balanceOf));
      assert.deepEqual(await store.transaction(id(17)), []);
      await second.write(records);
      await assertEqualsOneProjector(server(), store, records);
    }));

  it('finish a write of which only some rows arrived', () =>
    withProjectors(server(), 2, { takeOverAfterMs: 50 }, async ([store, second], _, database) => {
      const records = history(20);
      await store.write(records);
      const rows = database.database;
      await rows
        .collection<TransactionDocument>('transactions')
        .deleteMany({ _id: { $gt: 20, $mod: [3, 1] } });
      await rows.collection<RecordDocument>('records').deleteMany({ _id: { $in: [11, 12, 15] } });
      await rows.collection<AccountDocument>('accounts').deleteMany({ _id: alice });
      await rows
        .collection<CheckpointDocument>('checkpoints')
        .updateOne({}, { $set: { nextOffset: 10, position: 20 } });
      assert.equal((await store.outcomes(0, 100)).length, 20);
      await second.write(records);
      await assertEqualsOneProjector(server(), second, records);
    }));

  it('never show a checkpoint before the rows that it covers, while several of them write', () =>
    withProjectors(server(), 3, { takeOverAfterMs: 0 }, async ([reader, first, second]) => {
      const records = transfers(0, 120);
      let writing = true;
      const read = async () => {
        while (writing) await assertComplete(reader, records);
      };
      const write = async () => {
        await Promise.all([inSteps(first, records, 3), inSteps(second ?? first, records, 5)]);
        writing = false;
      };
      await Promise.all([read(), write()]);
      await assertComplete(reader, records);
    }));

  it('do not move the checkpoint over a row that was refused', () =>
    withProjectors(server(), 2, {}, async ([store]) => {
      await store.write(transfers(0, 2));
      const good = transfer(2);
      await assert.rejects(store.write([good, refused(3)]), { code: 'store_corrupt' });
      assert.deepEqual(await store.checkpoint(), { nextOffset: 2, position: 4 });
      await store.write(transfers(2, 4));
      assert.deepEqual(await store.checkpoint(), { nextOffset: 4, position: 8 });
      assert.deepEqual(await store.transaction(id(5)), good.entries);
    }));

  it('do not take a row that was refused for one that is there, as those before it are', () =>
    withProjectors(server(), 2, {}, async ([store], writer) => {
      await writer.write([transfer(0)]);
      await assert.rejects(store.write([transfer(0), refused(1)]), { code: 'store_corrupt' });
      assert.deepEqual(await store.checkpoint(), { nextOffset: 0, position: 0 });
    }));

  it('halt when an older database was put in the place of the one they knew', () =>
    withProjectors(server(), 2, {}, async ([store, second], _, { database }) => {
      await store.write(transfers(0, 10));
      const older = { $set: { nextOffset: 4, position: 8 } };
      await database.collection<CheckpointDocument>('checkpoints').updateOne({}, older);
      await assert.rejects(store.write(transfers(10, 12)), { code: 'store_corrupt' });
      assert.deepEqual(await second.checkpoint(), { nextOffset: 4, position: 8 });
    }));

  it('never move the checkpoint back', () =>
    withProjectors(server(), 2, {}, async ([store], _, database) => {
      await store.write(transfers(0, 10));
      await using connection = await MongodbConnection.open({
        ...database.options,
        operationTimeoutMs: 5000,
      });
      const keeper = new CheckpointKeeper(connection);
      const moved = await keeper.advance(2, { nextOffset: 4, position: 8 }, 'late', false);
      assert.equal(moved?.nextOffset, 10);
      assert.deepEqual(await store.checkpoint(), { nextOffset: 10, position: 20 });
      await keeper.advance(10, { nextOffset: 12, position: 24 }, 'late', true);
      assert.deepEqual(await store.checkpoint(), { nextOffset: 12, position: 24 });
    }));

  it('write a large backlog in steps that the others see', () =>
    withProjectors(server(), 2, { takeOverAfterMs: 60_000 }, async ([store, second]) => {
      const records = transfers(0, 3000);
      // Whoever writes first has the turn; without it the large write could wait for the small one's to run out.
      await store.write(records.slice(0, 1));
      const writing = store.write(records);
      await second.write(records.slice(0, 500));
      const seen = await second.checkpoint();
      await writing;
      assert.ok(seen.nextOffset >= 500);
      assert.equal((await second.checkpoint()).nextOffset, 3000);
      assert.deepEqual(await second.account(bob), transfer(2999).accounts[1]);
    }));
});

type Projectors = readonly [EntryStore, EntryStore, ...EntryStore[]];

/** Stores of as many processes on one fresh database, and a writer that leaves the checkpoint alone. */
async function withProjectors(
  endpoints: MongodbEndpoints,
  count: number,
  options: { readonly takeOverAfterMs?: number },
  body: (stores: Projectors, writer: EntryWriter, database: TestDatabase) => Promise<void>,
): Promise<void> {
  await using database = testDatabase(endpoints);
  await using stack = new AsyncDisposableStack();
  const open = async () => stack.use(await database.open(options)).entryStore;
  const stores = [await open(), await open(), ...(await Promise.all(range(2, count).map(open)))] as const;
  await withWriter(database, writer => body(stores, writer, database));
}

async function withWriter(
  { options }: TestDatabase,
  body: (writer: EntryWriter) => Promise<void>,
): Promise<void> {
  await using connection = await MongodbConnection.open(options);
  await body(new EntryWriter(connection));
}

async function inSteps(store: EntryStore, records: readonly AppliedRecord[], size: number): Promise<void> {
  for (let start = 0; start < records.length; start += size)
    await store.write(records.slice(start, start + size));
}

async function assertEqualsOneProjector(
  endpoints: MongodbEndpoints,
  store: EntryStore,
  records: readonly AppliedRecord[],
): Promise<void> {
  await using database = testDatabase(endpoints);
  await using adapters = await database.open();
  await adapters.entryStore.write(records);
  const last = records.length - 1;
  assert.deepEqual(await readEverything(store, last), await readEverything(adapters.entryStore, last));
}

/** Everything before the checkpoint is there. */
async function assertComplete(store: EntryStore, records: readonly AppliedRecord[]): Promise<void> {
  const { nextOffset, position } = await store.checkpoint();
  const written = records.slice(0, nextOffset);
  const outcomes = written.flatMap(record => record.outcomes);
  assert.deepEqual(await store.outcomes(1, position), outcomes);
  assert.equal((await store.digests(0, nextOffset)).length, nextOffset);
  assert.equal((await store.entriesBetween(1, position)).length, 2 * nextOffset);
}

/** A record with a row that the server's validator refuses. */
function refused(offset: number): AppliedRecord {
  const record = transfer(offset);
  const outcomes = record.outcomes.map(outcome => ({ ...outcome, balance: 2 ** 60 }));
  return { ...record, outcomes, entries: [], accounts: [] };
}

async function accountsOf(store: EntryStore) {
  return (await readEverything(store, 0)).accounts;
}

function balanceOf(row: { readonly balance: number } | undefined): number | undefined {
  return row?.balance;
}
