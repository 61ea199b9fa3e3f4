import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Annotation, AnnotationStore } from '@fintech/ports';
import { type TestStorage, withPort } from './storage.ts';
import { range } from './util.ts';

/** The promises of {@link AnnotationStore}. Every adapter runs this suite against its real store. */
export function describeAnnotationStore(
  name: string,
  createStorage: () => Promise<TestStorage<AnnotationStore>>,
): void {
  const withStore = (body: (store: AnnotationStore) => Promise<void>) => withPort(createStorage, body);

  describe(`${name}: annotations`, () => {
    it('finds the texts that were saved, of those that are asked for', () =>
      withStore(async store => {
        assert.deepEqual(await store.find(['a']), new Map());
        await store.save([]);
        await store.save([note('a', 'Ünï 🌍'), note('b', ''), note('c', 'x'.repeat(10_000))]);
        assert.deepEqual(
          await store.find(['c', 'a', 'none']),
          new Map([
            ['a', 'Ünï 🌍'],
            ['c', 'x'.repeat(10_000)],
          ]),
        );
        assert.deepEqual(await store.find(['b']), new Map([['b', '']]));
        assert.deepEqual(await store.find([]), new Map());
      }));

    it('keeps the first text when one is saved again, alone or among others', () =>
      withStore(async store => {
        await store.save([note('a', 'first')]);
        await store.save([note('b', 'new'), note('a', 'second'), note('c', 'new')]);
        await store.save([note('d', 'once'), note('d', 'twice')]);
        const expected = { a: 'first', b: 'new', c: 'new', d: 'once' };
        assert.deepEqual(Object.fromEntries(await store.find(['a', 'b', 'c', 'd'])), expected);
      }));

    it('erases a text for good, also when it is saved again or was never there', () =>
      withStore(async store => {
        await store.save([note('a', 'secret'), note('b', 'kept')]);
        await store.erase('a');
        await store.erase('a');
        await store.erase('none');
        await store.save([note('a', 'secret')]);
        assert.deepEqual(Object.fromEntries(await store.find(['a', 'b', 'none'])), { b: 'kept' });
      }));

    it('has everything after a restart, erased texts excepted', async () => {
      await using storage = await createStorage();
      {
        await using before = await storage.open();
        await Promise.all(range(0, 20).map(i => before.port.save([note(`n${i}`, `text ${i}`)])));
        await before.port.erase('n7');
      }
      await using after = await storage.open();
      await after.port.save([note('n7', 'text 7')]);
      const found = await after.port.find(range(0, 20).map(i => `n${i}`));
      assert.equal(found.size, 19);
      assert.equal(found.get('n19'), 'text 19');
      assert.equal(found.has('n7'), false);
    });

    it('takes the same texts from several at the same time, and an erasure in between', () =>
      withStore(async store => {
        const notes = range(0, 50).map(i => note(`n${i}`, `text ${i}`));
        await Promise.all([store.save(notes), store.erase('n3'), store.save(notes.toReversed())]);
        await store.save(notes);
        const found = await store.find(notes.map(({ id }) => id));
        assert.equal(found.size, 49);
        assert.equal(found.has('n3'), false);
      }));
  });
}

function note(id: string, text: string): Annotation {
  return { id, text };
}
