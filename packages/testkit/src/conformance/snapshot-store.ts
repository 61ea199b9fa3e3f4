import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SnapshotStore } from '@fintech/ports';
import { type TestStorage, withPort } from './storage.ts';
import { range } from './util.ts';

/** The promises of {@link SnapshotStore}. Every adapter runs this suite against its real store. */
export function describeSnapshotStore(
  name: string,
  createStorage: () => Promise<TestStorage<SnapshotStore>>,
): void {
  describe(`${name}: snapshots`, () => {
    it('is empty at first', () =>
      withPort(createStorage, async store => {
        assert.deepEqual(await store.list(), []);
        assert.equal(await store.load(5), undefined);
        await store.prune(1);
      }));

    it('lists the newest first by offset, not by name or age', () =>
      withPort(createStorage, async store => {
        for (const offset of [10, 9, 100, 0]) await store.save(offset, new Uint8Array(offset));
        assert.deepEqual(
          await store.list(),
          [100, 10, 9, 0].map(offset => ({ nextOffset: offset, bytes: offset })),
        );
      }));

    it('loads the bytes that were saved last, also large ones and after a restart', async () => {
      await using storage = await createStorage();
      const large = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 31) % 251);
      {
        await using before = await storage.open();
        await before.port.save(7, new Uint8Array([1, 2, 3]));
        await before.port.save(7, large);
      }
      await using after = await storage.open();
      const loaded = await after.port.load(7);
      assert.ok(loaded !== undefined);
      assert.equal(Buffer.compare(loaded, large), 0);
      assert.deepEqual(await after.port.list(), [{ nextOffset: 7, bytes: large.length }]);
    });

    it('keeps the newest when it prunes', () =>
      withPort(createStorage, async store => {
        for (const offset of range(1, 6)) await store.save(offset, new Uint8Array(1));
        await store.prune(2);
        assert.deepEqual(
          (await store.list()).map(({ nextOffset }) => nextOffset),
          [5, 4],
        );
        assert.equal(await store.load(3), undefined);
        await store.prune(9);
        assert.equal((await store.list()).length, 2);
      }));
  });
}
