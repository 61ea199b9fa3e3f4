import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AppliedRecord, EntryQuery, EntryRow, EntryStore } from '@fintech/ports';
import {
  accountRow,
  alice,
  bob,
  id,
  timeOf,
  transfer,
  transfers,
  withoutEntries,
} from './applied-records.ts';
import { type TestStorage, withPort } from './storage.ts';
import { range } from './util.ts';

/** The promises of {@link EntryStore}. Every adapter runs this suite against its real store. */
export function describeEntryStore(
  name: string,
  createStorage: () => Promise<TestStorage<EntryStore>>,
): void {
  const withStore = (body: (store: EntryStore) => Promise<void>) => withPort(createStorage, body);

  describe(`${name}: writing`, () => {
    it('is empty at first', () =>
      withStore(async store => {
        assert.deepEqual(await store.checkpoint(), { nextOffset: 0, position: 0 });
        assert.deepEqual(await store.digests(0, 10), []);
        assert.deepEqual(await store.outcomes(0, 100), []);
        assert.equal(await store.outcomeOf(id(1)), undefined);
        assert.deepEqual(await store.transaction(id(1)), []);
        assert.deepEqual(await store.entries({ accountId: alice, limit: 10 }), { items: [] });
        assert.equal(await store.account(alice), undefined);
        assert.deepEqual(await store.accountsOf(id(7)), []);
        assert.deepEqual(await store.totals(), []);
      }));

    it('gives back every row as it was written, and the checkpoint behind the last record', () =>
      withStore(async store => {
        const records = transfers(0, 3);
        await store.write(records);
        assert.deepEqual(await store.checkpoint(), { nextOffset: 3, position: 6 });
        const outcomes = records.flatMap(record => record.outcomes);
        assert.deepEqual(await store.outcomes(1, 6), outcomes);
        assert.deepEqual(await store.outcomes(2, 3), outcomes.slice(1, 3));
        assert.deepEqual(await store.outcomeOf(id(2)), outcomes[1]);
        assert.deepEqual(await store.transaction(id(1)), records[0]?.entries);
        assert.deepEqual(await store.account(alice), records[2]?.accounts[0]);
        assert.deepEqual(await store.digests(1, 1), [
          { offset: 1, firstPosition: 3, chain: records[1]?.chain },
        ]);
        assert.equal((await store.digests(0, 10)).length, 3);
        assert.deepEqual(await store.digests(0, 0), []);
      }));

    it('keeps amounts, balances and times at the ends of their ranges', () =>
      withStore(async store => {
        const extreme = transfer(0, { amount: Number.MAX_SAFE_INTEGER, time: 0 });
        await store.write([extreme]);
        assert.deepEqual(await store.transaction(id(1)), extreme.entries);
        assert.deepEqual(await store.account(bob), extreme.accounts[1]);
      }));

    it('ignores records before the checkpoint, alone or in front of new ones', () =>
      withStore(async store => {
        await store.write(transfers(0, 4));
        const changed = transfers(0, 6, { amount: 1 });
        await store.write(changed.slice(0, 3));
        await store.write(changed);
        await store.write([]);
        assert.deepEqual(await store.checkpoint(), { nextOffset: 6, position: 12 });
        assert.deepEqual(await store.transaction(id(1)), transfer(0).entries);
        assert.deepEqual(await store.transaction(id(11)), changed[5]?.entries);
        assert.equal((await walk(store, { accountId: alice, limit: 100 })).length, 6);
      }));

    it('is not confused by two projectors that write the same records at the same time', () =>
      withStore(async store => {
        const records = transfers(0, 20);
        await Promise.all([store.write(records), store.write(records), store.write(records.slice(0, 10))]);
        assert.deepEqual(await store.checkpoint(), { nextOffset: 20, position: 40 });
        assert.equal((await walk(store, { accountId: alice, limit: 7 })).length, 20);
      }));

    it('refuses to leave a gap, and writes nothing then', () =>
      withStore(async store => {
        await assert.rejects(store.write([transfer(0), transfer(2)]), { code: 'store_corrupt' });
        assert.deepEqual(await store.checkpoint(), { nextOffset: 0, position: 0 });
        await store.write(transfers(0, 2));
        assert.deepEqual(await store.transaction(id(3)), transfer(1).entries);
        await assert.rejects(store.write(transfers(3, 5)), { code: 'store_corrupt' });
        await assert.rejects(store.write([transfer(2), transfer(4)]), { code: 'store_corrupt' });
        assert.deepEqual(await store.checkpoint(), { nextOffset: 2, position: 4 });
        assert.deepEqual(await store.transaction(id(5)), []);
        await store.write(transfers(2, 5));
        assert.deepEqual(await store.transaction(id(5)), transfer(2).entries);
      }));

    it('answers with the first outcome of a command that is in the log twice', () =>
      withStore(async store => {
        const first = transfer(0);
        const again = transfer(1);
        const repeated = again.outcomes.map((outcome, i) => ({
          ...outcome,
          commandId: id(i + 1),
          code: 'replayed',
        }));
        await store.write([first, { ...again, outcomes: repeated, entries: [], accounts: [] }]);
        assert.deepEqual(await store.outcomeOf(id(1)), first.outcomes[0]);
      }));

    it('has after a restart what its checkpoint says, and goes on from there', async () => {
      await using storage = await createStorage();
      {
        await using before = await storage.open();
        await before.port.write(transfers(0, 5));
      }
      await using after = await storage.open();
      const { nextOffset, position } = await after.port.checkpoint();
      assert.equal(position, nextOffset * 2);
      await after.port.write(transfers(0, 10));
      assert.deepEqual(await after.port.checkpoint(), { nextOffset: 10, position: 20 });
      assert.equal((await walk(after.port, { accountId: alice, limit: 3 })).length, 10);
    });
  });

  describe(`${name}: entries of an account`, () => {
    it('gives each entry once, newest first, in pages of any size', () =>
      withStore(async store => {
        const records = transfers(0, 25);
        await store.write(records);
        const expected = entriesOf(records, alice);
        for (const limit of [1, 2, 24, 25, 26, 200]) {
          assert.deepEqual(await walk(store, { accountId: alice, limit }), expected, `limit ${limit}`);
        }
      }));

    it('walks on undisturbed while entries are added', () =>
      withStore(async store => {
        const records = transfers(0, 20);
        await store.write(records);
        let next = 20;
        const walked = await walk(store, { accountId: bob, limit: 3 }, async () => {
          await store.write(transfers(next, next + 2));
          next += 2;
        });
        assert.deepEqual(walked, entriesOf(records, bob));
      }));

    it('gives the entries of one position by index, newest first', () =>
      withStore(async store => {
        const record = transfer(0);
        const entries = range(0, 128).map(index => entryOf(record, index));
        await store.write([{ ...record, entries, accounts: record.accounts.slice(0, 1) }]);
        assert.deepEqual(await walk(store, { accountId: alice, limit: 50 }), entries.toReversed());
        assert.deepEqual(await store.transaction(id(1)), entries);
      }));

    it('gives all entries between two positions, both included, in the order of the log', () =>
      withStore(async store => {
        const records = transfers(0, 5);
        await store.write(records);
        const entries = records.flatMap(record => record.entries);
        assert.deepEqual(await store.entriesBetween(1, 10), entries);
        assert.deepEqual(await store.entriesBetween(3, 5), entries.slice(2, 6));
        assert.deepEqual(await store.entriesBetween(4, 4), [], 'a tick has no entries');
        assert.deepEqual(await store.entriesBetween(11, Number.MAX_SAFE_INTEGER), []);
        assert.deepEqual(await store.entriesBetween(Number.MIN_SAFE_INTEGER, 0), []);
      }));

    const filters: readonly Omit<EntryQuery, 'accountId' | 'limit'>[] = [
      { direction: 'in' },
      { direction: 'out' },
      { purpose: 'deposit' },
      { from: timeOf(5) },
      { until: timeOf(5) },
      { from: timeOf(5), until: timeOf(5) },
      { from: timeOf(5), until: timeOf(15), direction: 'in', purpose: 'deposit' },
      { purpose: 'none' },
    ];
    for (const filter of filters) {
      it(`filters by ${JSON.stringify(filter)}`, () =>
        withStore(async store => {
          const records = range(0, 24).map(i =>
            transfer(i, { amount: i % 2 === 0 ? 5 : -5, purpose: i % 3 === 0 ? 'deposit' : 'transfer' }),
          );
          await store.write(records);
          const expected = entriesOf(records, alice).filter(entry => passes(filter, entry));
          for (const limit of [2, 200]) {
            assert.deepEqual(await walk(store, { accountId: alice, limit, ...filter }), expected);
          }
        }));
    }

    it('refuses a cursor it did not make', () =>
      withStore(async store => {
        for (const cursor of ['', 'x', '../..', '1.2.3', '-1.5', 'é', "1' or 1=1", '9'.repeat(400)]) {
          await assert.rejects(store.entries({ accountId: alice, limit: 5, cursor }), RangeError, cursor);
        }
      }));
  });

  describe(`${name}: accounts`, () => {
    it('shows an account as it stands: opened, posted to, frozen, and posted to again', () =>
      withStore(async store => {
        const [posted, postedAgain] = [transfer(1, { amount: 11 }), transfer(3, { amount: 8 })];
        const row = (status: string, balance: number) => accountRow(alice, balance, status);
        await store.write([withoutEntries(0, [row('open', 0)])]);
        assert.deepEqual(await store.account(alice), row('open', 0));
        await store.write([posted]);
        assert.deepEqual(await store.account(alice), row('open', 10));
        await store.write([withoutEntries(2, [row('frozen', 10)])]);
        assert.deepEqual(await store.account(alice), row('frozen', 10));
        await store.write([{ ...postedAgain, accounts: [row('frozen', 7), accountRow(bob, -7)] }]);
        assert.deepEqual(await store.accountsOf(alice), [row('frozen', 7)]);
        await store.write([withoutEntries(4, [row('open', 7)]), withoutEntries(5, [row('closed', 7)])]);
        assert.deepEqual(await store.account(alice), row('closed', 7));
      }));

    it('lists the accounts of an owner and sums balances by currency', () =>
      withStore(async store => {
        await store.write(transfers(0, 3, { amount: 10 }));
        const owned = await store.accountsOf(id(1001));
        assert.deepEqual(owned, [await store.account(alice)]);
        assert.deepEqual(await store.totals(), [{ currency: 'EUR', accounts: 2, sum: 0 }]);
      }));
  });
}

function entryOf(record: AppliedRecord, index: number): EntryRow {
  const entry = record.entries[1];
  assert.ok(entry !== undefined);
  return { ...entry, index };
}

function entriesOf(records: readonly AppliedRecord[], accountId: string): EntryRow[] {
  const entries = records.flatMap(record => record.entries.filter(entry => entry.accountId === accountId));
  return entries.toReversed();
}

function passes(filter: Omit<EntryQuery, 'accountId' | 'limit'>, entry: EntryRow): boolean {
  const { direction, purpose, from = 0, until = Number.POSITIVE_INFINITY } = filter;
  if (direction !== undefined && direction !== (entry.amount > 0 ? 'in' : 'out')) return false;
  return (purpose === undefined || purpose === entry.purpose) && entry.time >= from && entry.time < until;
}

/** Follows the cursors to the end. */
async function walk(
  store: EntryStore,
  query: EntryQuery,
  afterPage: () => Promise<void> = async () => {},
): Promise<EntryRow[]> {
  const walked: EntryRow[] = [];
  let page = await store.entries(query);
  walked.push(...page.items);
  while (page.nextCursor !== undefined) {
    assert.ok(page.items.length <= query.limit);
    await afterPage();
    page = await store.entries({ ...query, cursor: page.nextCursor });
    walked.push(...page.items);
  }
  return walked;
}
