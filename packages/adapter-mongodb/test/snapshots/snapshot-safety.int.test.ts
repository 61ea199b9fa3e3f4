import assert from 'node:assert/strict';
import { it } from 'node:test';
import { range } from '@fintech/testkit';
import { describeOn, useMongodb } from '@fintech/testkit/stack';
import { Binary } from 'mongodb';
import type { Chunk, Manifest } from '../../src/snapshots/snapshot-collections.ts';
import { type TestDatabase, testDatabase } from '../_util.ts';

const megabyte = 1024 * 1024;

await describeOn('snapshots', useMongodb(), server => {
  it('may have a hundred megabytes', async () => {
    await using database = testDatabase(server());
    await using adapters = await database.open();
    const snapshot = Uint8Array.from({ length: 100 * megabyte }, (_, i) => (i * 31) % 251);
    await adapters.snapshotStore.save(9, snapshot);
    assert.deepEqual(await adapters.snapshotStore.list(), [{ nextOffset: 9, bytes: snapshot.length }]);
    const loaded = await adapters.snapshotStore.load(9);
    assert.ok(loaded !== undefined);
    assert.equal(Buffer.compare(loaded, snapshot), 0);
  });

  it('leave no chunks behind when they are saved again or pruned', async () => {
    await using database = testDatabase(server());
    await using adapters = await database.open();
    const { snapshotStore } = adapters;
    for (const offset of [1, 2, 2, 3, 3, 3]) await snapshotStore.save(offset, new Uint8Array(3 * megabyte));
    assert.equal(await chunks(database).countDocuments(), 6);
    await snapshotStore.prune(1);
    assert.equal(await chunks(database).countDocuments(), 2);
    await snapshotStore.prune(0);
    assert.equal(await chunks(database).countDocuments(), 0);
  });

  it('of one offset may be saved by several processes at once: one of them is there, in one piece', async () => {
    await using database = testDatabase(server());
    await using one = await database.open();
    await using other = await database.open();
    const saves = range(1, 7).map(i =>
      (i % 2 === 0 ? one : other).snapshotStore.save(5, new Uint8Array(2.5 * megabyte).fill(i)),
    );
    const reading = (async () => {
      for (const _ of range(0, 20)) assertOnePiece(await one.snapshotStore.load(5));
    })();
    await Promise.all([...saves, reading]);
    assertOnePiece(await other.snapshotStore.load(5));
    assert.equal((await one.snapshotStore.list()).length, 1);
    assert.equal(await chunks(database).countDocuments(), 2);
  });

  it('that were torn are not listed, and are deleted when they are old', async () => {
    await using database = testDatabase(server());
    await using adapters = await database.open();
    const { snapshotStore } = adapters;
    await snapshotStore.save(1, new Uint8Array(10));
    const torn = (saveId: string, savedAt: Date) =>
      range(0, 3).map(n => ({ _id: `${saveId}/${n}`, saveId, savedAt, data: new Binary(new Uint8Array(5)) }));
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
    await chunks(database).insertMany([...torn('under way', new Date()), ...torn('torn', twoDaysAgo)]);
    await chunks(database).updateMany(
      { saveId: { $nin: ['under way', 'torn'] } },
      { $set: { savedAt: twoDaysAgo } },
    );
    assert.equal((await snapshotStore.list()).length, 1);
    await snapshotStore.prune(3);
    assert.equal(await chunks(database).countDocuments({ saveId: 'torn' }), 0);
    assert.equal(await chunks(database).countDocuments({ saveId: 'under way' }), 3);
    assert.equal((await snapshotStore.load(1))?.length, 10);
  });

  it('that were damaged are not given out', async () => {
    await using database = testDatabase(server());
    await using adapters = await database.open();
    const { snapshotStore } = adapters;
    const damages: readonly ((saveId: string) => Promise<unknown>)[] = [
      saveId => chunks(database).deleteOne({ _id: `${saveId}/1` }),
      saveId => setData(database, `${saveId}/1`, new Uint8Array(megabyte).fill(8)),
      saveId => setData(database, `${saveId}/1`, new Uint8Array(megabyte - 1).fill(7)),
      saveId => setData(database, `${saveId}/0`, new Uint8Array(9 * megabyte).fill(7)),
    ];
    for (const [i, damage] of damages.entries()) {
      await snapshotStore.save(i, new Uint8Array(3 * megabyte).fill(7));
      assert.equal((await snapshotStore.load(i))?.length, 3 * megabyte);
      const manifest = await database.database.collection<Manifest>('snapshots').findOne({ _id: i });
      await damage(manifest?.saveId ?? '');
      const loaded = await snapshotStore.load(i);
      assert.ok(loaded === undefined, `damage ${i}`);
    }
  });
});

function chunks({ database }: TestDatabase) {
  return database.collection<Chunk>('snapshot_chunks');
}

function setData(database: TestDatabase, _id: string, data: Uint8Array): Promise<unknown> {
  return chunks(database).updateOne({ _id }, { $set: { data: new Binary(data) } });
}

function assertOnePiece(snapshot: Uint8Array | undefined): void {
  if (snapshot === undefined) return;
  assert.equal(snapshot.length, 2.5 * megabyte);
  assert.ok(snapshot.every(byte => byte === snapshot[0]));
}
