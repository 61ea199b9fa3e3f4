import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DocumentStore, Query, Stored } from '@fintech/ports';
import { type TestStorage, withPort } from './storage.ts';
import { range } from './util.ts';

interface Person {
  readonly name?: string | null;
  readonly city?: string;
  readonly age?: number;
}

const people = {
  name: 'people',
  indexes: [{ field: 'name', unique: true }, { field: 'city' }, { field: 'age' }],
} as const;
const pets = { name: 'pets', indexes: [{ field: 'name', unique: true }] } as const;

/** The promises of {@link DocumentStore}, but for its events, which are in the suite of the event bus. */
export function describeDocumentStore(
  name: string,
  createStorage: () => Promise<TestStorage<DocumentStore>>,
): void {
  const withStore = (body: (store: DocumentStore) => Promise<void>) => withPort(createStorage, body);

  describe(`${name}: documents`, () => {
    it('reads what was written, by collection and id', () =>
      withStore(async store => {
        const value = { text: 'Ünï 🌍', list: [1, null, { deep: true }], zero: 0, empty: '' };
        assert.equal(await store.get(people, '1'), undefined);
        assert.equal(await store.put(people, '1', value), 'ok');
        assert.deepEqual(await store.get(people, '1'), { id: '1', version: 1, value });
        assert.equal(await store.get(pets, '1'), undefined);
        assert.equal(await store.put(people, '1', {}), 'ok');
        assert.deepEqual(await store.get(people, '1'), { id: '1', version: 2, value: {} });
      }));

    it('deletes once, and a new document starts at version 1 again', () =>
      withStore(async store => {
        assert.equal(await store.delete(people, '1'), false);
        await store.put(people, '1', { name: 'ann' });
        assert.equal(await store.delete(people, '1'), true);
        assert.equal(await store.delete(people, '1'), false);
        assert.equal(await store.get(people, '1'), undefined);
        assert.equal(await store.put(people, '2', { name: 'ann' }), 'ok');
        await store.put(people, '1', { name: 'bob' });
        assert.equal((await store.get(people, '1'))?.version, 1);
      }));

    it('has every write after a restart', async () => {
      await using storage = await createStorage();
      {
        await using before = await storage.open();
        await Promise.all(range(0, 20).map(i => before.port.put(people, `${i}`, { name: `n${i}` })));
        await before.port.delete(people, '7');
      }
      await using after = await storage.open();
      assert.deepEqual(await after.port.get(people, '3'), { id: '3', version: 1, value: { name: 'n3' } });
      assert.equal(await after.port.get(people, '7'), undefined);
      assert.equal(await after.port.put(people, 'x', { name: 'n3' }), 'duplicate');
      assert.equal(await after.port.put(people, 'x', { name: 'n7' }), 'ok');
    });
  });

  describe(`${name}: guarded writes`, () => {
    it('writes only over the expected version', () =>
      withStore(async store => {
        assert.equal(await store.put(people, '1', { name: 'a' }, { expectVersion: 1 }), 'conflict');
        assert.equal(await store.put(people, '1', { name: 'b' }, { expectVersion: 0 }), 'ok');
        assert.equal(await store.put(people, '1', { name: 'c' }, { expectVersion: 0 }), 'conflict');
        assert.equal(await store.put(people, '1', { name: 'd' }, { expectVersion: 1 }), 'ok');
        assert.deepEqual(await store.get(people, '1'), { id: '1', version: 2, value: { name: 'd' } });
      }));

    it('lets exactly one of 64 parallel writers win', () =>
      withStore(async store => {
        await store.put(people, '1', { age: 0 });
        const writers = range(0, 64).map(i => store.put(people, '1', { age: i + 1 }, { expectVersion: 1 }));
        const outcomes = await Promise.all(writers);
        assert.equal(outcomes.filter(outcome => outcome === 'ok').length, 1);
        assert.equal(outcomes.filter(outcome => outcome === 'conflict').length, 63);
        const stored = await store.get<Person>(people, '1');
        assert.equal(stored?.version, 2);
        assert.equal(stored?.value.age, outcomes.indexOf('ok') + 1);
      }));

    it('lets exactly one of 64 parallel writers take a unique value', () =>
      withStore(async store => {
        const outcomes = await Promise.all(range(0, 64).map(i => store.put(people, `${i}`, { name: 'ann' })));
        assert.equal(outcomes.filter(outcome => outcome === 'ok').length, 1);
        assert.equal(outcomes.filter(outcome => outcome === 'duplicate').length, 63);
        assert.equal((await all(store, { field: 'name', equals: 'ann', limit: 10 })).length, 1);
      }));

    it('writes nothing on a duplicate, and a document may keep or change its own value', () =>
      withStore(async store => {
        await store.put(people, '1', { name: 'ann' });
        await store.put(people, '2', { name: 'bob', age: 1 });
        assert.equal(await store.put(people, '2', { name: 'ann', age: 2 }), 'duplicate');
        assert.deepEqual(await store.get(people, '2'), {
          id: '2',
          version: 1,
          value: { name: 'bob', age: 1 },
        });
        assert.equal(await store.put(people, '2', { name: 'bob', age: 3 }), 'ok');
        assert.equal(await store.put(people, '2', { name: 'cid' }), 'ok');
        assert.equal(await store.put(people, '3', { name: 'bob' }), 'ok');
        assert.equal(await store.put(pets, '1', { name: 'ann' }), 'ok');
      }));

    it('leaves documents without the field out of a unique index', () =>
      withStore(async store => {
        for (const [i, value] of [{}, {}, { name: null }, { name: null }].entries()) {
          assert.equal(await store.put(people, `${i}`, value), 'ok');
        }
      }));
  });

  describe(`${name}: queries`, () => {
    it('finds by value in the order of insertion, or newest first, in pages of any size', () =>
      withStore(async store => {
        for (const i of range(0, 15))
          await store.put(people, `${i}`, { city: i % 3 === 0 ? 'riga' : 'oslo' });
        await store.put(people, '3', { city: 'riga', age: 5 });
        const expected = ['0', '3', '6', '9', '12'];
        for (const limit of [1, 2, 4, 5, 6, 1000]) {
          const query = { field: 'city', equals: 'riga', limit } as const;
          assert.deepEqual(ids(await all(store, query)), expected);
          assert.deepEqual(ids(await all(store, { ...query, newestFirst: true })), expected.toReversed());
        }
        assert.deepEqual(await all(store, { field: 'city', equals: 'bonn', limit: 5 }), []);
      }));

    it('follows changes of the value', () =>
      withStore(async store => {
        await store.put(people, '1', { city: 'riga' });
        await store.put(people, '1', { city: 'oslo' });
        await store.put(people, '2', { city: 'oslo' });
        await store.delete(people, '2');
        assert.deepEqual(await all(store, { field: 'city', equals: 'riga', limit: 5 }), []);
        assert.deepEqual(await all(store, { field: 'city', equals: 'oslo', limit: 5 }), [
          { id: '1', version: 2, value: { city: 'oslo' } },
        ]);
      }));

    it('tells numbers from strings', () =>
      withStore(async store => {
        await store.put(people, '1', { age: 7 });
        await store.put(people, '2', { city: '7' });
        assert.deepEqual(ids(await all(store, { field: 'age', equals: 7, limit: 5 })), ['1']);
        assert.deepEqual(await all(store, { field: 'age', equals: '7', limit: 5 }), []);
        assert.deepEqual(await all(store, { field: 'city', equals: 7, limit: 5 }), []);
      }));

    it('walks over everything once while documents are added and deleted', () =>
      withStore(async store => {
        for (const i of range(0, 10)) await store.put(people, `${i}`, { city: 'riga' });
        const first = await store.query<Person>(people, { field: 'city', equals: 'riga', limit: 4 });
        await store.delete(people, '3');
        await store.put(people, 'new', { city: 'riga' });
        assert.ok(first.nextCursor !== undefined);
        const rest = await all(store, { field: 'city', equals: 'riga', limit: 4, cursor: first.nextCursor });
        assert.deepEqual(ids([...first.items, ...rest]), [...range(0, 10).map(String), 'new']);
      }));

    it('refuses a cursor it did not make, and a field without an index', () =>
      withStore(async store => {
        for (const cursor of ['', 'x', '1.5', "1' or 1=1", '-1']) {
          const query = { field: 'city', equals: 'riga', limit: 5, cursor };
          await assert.rejects(store.query(people, query), RangeError, cursor);
        }
        await assert.rejects(store.query(people, { field: 'email', equals: 'x', limit: 5 }), RangeError);
      }));
  });
}

function ids(documents: readonly Stored<Person>[]): string[] {
  return documents.map(document => document.id);
}

/** Follows the cursors to the end. */
async function all(store: DocumentStore, query: Query): Promise<Stored<Person>[]> {
  const found: Stored<Person>[] = [];
  let cursor = query.cursor;
  do {
    const page = await store.query<Person>(people, cursor === undefined ? query : { ...query, cursor });
    assert.ok(page.items.length <= query.limit);
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}
