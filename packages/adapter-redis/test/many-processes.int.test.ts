import assert from 'node:assert/strict';
import { it } from 'node:test';
import { range } from '@fintech/testkit';
import { describeOn, useRedis } from '@fintech/testkit/stack';
import { openRedisSessionStore, type RedisSessionStore } from '../src/index.ts';
import { family, now, rotation } from './_load.ts';
import { endpointOf, newPrefix } from './_util.ts';

await describeOn('several processes on one Redis', useRedis(), redis => {
  const open = (prefix: string) => openRedisSessionStore({ endpoint: endpointOf(redis()), prefix });

  it('rotate once among 64 calls at the same time', async () => {
    const prefix = newPrefix();
    const stores = await Promise.all(range(0, 4).map(() => open(prefix)));
    await stores[0]?.createFamily(family('f'));
    const outcomes = await Promise.all(range(0, 64).map(i => pick(stores, i).rotate(rotation('f', 1))));
    assert.equal(outcomes.filter(outcome => outcome.kind === 'rotated').length, 1);
    assert.equal(outcomes.filter(outcome => outcome.kind === 'repeated').length, 63);
    await closeAll(stores);
  });

  it('read every revocation from wherever they were, in pages', async () => {
    const prefix = newPrefix();
    const stores = await Promise.all(range(0, 2).map(() => open(prefix)));
    const ids = range(0, 2100).map(i => `f${i}`);
    await Promise.all(ids.map((id, i) => pick(stores, i).createFamily(family(id))));
    for (const id of ids.slice(0, 1000)) await stores[0]?.revoke(id, 'user', now);
    await Promise.all(ids.slice(1000).map((id, i) => pick(stores, i).revoke(id, 'user', now)));
    const [reader] = stores;
    const seen: string[] = [];
    let page = await reader?.revocations();
    while (page !== undefined && page.items.length > 0) {
      assert.ok(page.items.length <= 1000);
      seen.push(...page.items.map(item => item.familyId));
      page = await reader?.revocations(page.cursor);
    }
    assert.deepEqual(seen.slice(0, 1000), ids.slice(0, 1000));
    assert.deepEqual(seen.toSorted(), ids.toSorted());
    await closeAll(stores);
  });

  it('get all revocations again when their cursor is from another history, or ahead of this one', async () => {
    await using store = await open(newPrefix());
    await store.createFamily(family('f'));
    await store.revoke('f', 'user', now);
    const { items, cursor } = await store.revocations();
    assert.equal(items.length, 1);
    const [history = '', last = ''] = cursor.split('-');
    assert.deepEqual((await store.revocations(cursor)).items, []);
    assert.deepEqual(await store.revocations(`${'0'.repeat(40)}-${last}`), { items, cursor });
    assert.deepEqual(await store.revocations(`${history}-${Number(last) + 1}`), { items, cursor });
    await assert.rejects(store.revocations('nonsense'), RangeError);
  });

  it('create a family once, however often they are asked to', async () => {
    await using store = await open(newPrefix());
    await store.createFamily(family('f'));
    await store.rotate(rotation('f', 1));
    await store.createFamily(family('f'));
    assert.equal((await store.family('f'))?.generation, 2);
    await assert.rejects(store.createFamily(family('f', { secret: 'another' })), /another family/);
  });
});

function pick(stores: readonly RedisSessionStore[], i: number): RedisSessionStore {
  const store = stores[i % stores.length];
  if (store === undefined) throw new Error('there are stores');
  return store;
}

async function closeAll(stores: readonly RedisSessionStore[]): Promise<void> {
  await Promise.all(stores.map(store => store[Symbol.asyncDispose]()));
}
