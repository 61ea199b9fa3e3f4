import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeOn, ownRedis, type RedisSet } from '@fintech/testkit/stack';
import { openRedisSessionStore } from '../src/index.ts';
import { family, now, rotation } from './_load.ts';
import { answered, replaced } from './_until.ts';
import { endpointOf, newPrefix } from './_util.ts';

const unavailable = { name: 'PortError', code: 'store_unavailable', canRetry: true };

await describeOn('what only the master has', ownRedis(), redis => {
  const open = (prefix = newPrefix()) =>
    openRedisSessionStore({ endpoint: endpointOf(redis().endpoints), prefix });

  it('is not confirmed, not even when the same call comes again and changes nothing', async () => {
    await using store = await open();
    await store.createFamily(family('f'));
    await store.createFamily(family('g'));
    await store.rotate(rotation('g', 1));
    const replicas = await replicasOf(redis());
    for (const replica of replicas) replica.pause();
    await assert.rejects(store.revoke('f', 'user', now), unavailable);
    await assert.rejects(store.rotate(rotation('g', 2)), unavailable);
    // The connection may be on its way back; what counts is that none of the calls is confirmed.
    for (let i = 0; i < 5; i += 1) {
      await assert.rejects(store.revoke('f', 'user', now), unavailable);
      await assert.rejects(store.rotate(rotation('g', 2)), unavailable);
      await assert.rejects(store.revocations(), unavailable);
      await assert.rejects(store.createFamily(family('h')), unavailable);
    }
    for (const replica of replicas) replica.resume();
    assert.equal(await answered(() => store.revoke('f', 'user', now)), false);
    assert.equal((await answered(() => store.family('f')))?.revokedReason, 'user');
  });

  it('may be lost with it, and then the refresh token that nobody got ends the session', async () => {
    await using store = await open();
    await store.createFamily(family('f'));
    await redis().settled();
    const master = await redis().master();
    const replicas = await replicasOf(redis());
    for (const replica of replicas) replica.pause();
    await assert.rejects(store.rotate(rotation('f', 1)), unavailable);
    // What reached their sockets must go too, as it would with the network.
    for (const node of [master, ...replicas]) await node.kill();
    for (const replica of replicas) await replica.start();
    await replaced(redis(), master);
    assert.equal((await answered(() => store.family('f')))?.generation, 1);
    // A failover goes on for a while: when it takes away the first answer, the next one tells of a session that has ended.
    const { kind } = await answered(() => store.rotate(rotation('f', 2)));
    assert.ok(kind === 'reused' || kind === 'revoked', kind);
    assert.equal((await answered(() => store.family('f')))?.revokedReason, 'reuse');
    await master.start();
    await redis().settled();
  });

  it('is not taken for the truth by a reader that slept through a failover', async () => {
    const prefix = newPrefix();
    await using sleeper = await open(prefix);
    await using store = await open(prefix);
    await store.createFamily(family('f'));
    const { cursor } = await sleeper.revocations();
    const master = await redis().master();
    master.pause();
    await replaced(redis(), master);
    await answered(() => store.revoke('f', 'user', now));
    master.resume();
    const page = await answered(() => sleeper.revocations(cursor));
    assert.deepEqual(page.items, [{ familyId: 'f', revokedAt: now }]);
    await redis().settled();
  });
});

async function replicasOf(redis: RedisSet) {
  const master = await redis.master();
  return redis.nodes.filter(node => node !== master);
}
