import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RevocationList } from '@fintech/http';
import { PortError, type Revocation } from '@fintech/ports';
import { FakeClock, until } from '@fintech/testkit';

function setUp(intervalMs = 1) {
  const clock = new FakeClock();
  const monotonic = new FakeClock(0);
  const all: Revocation[] = [];
  const store = {
    down: false,
    asked: 0,
    async revocations(cursor = '0') {
      store.asked += 1;
      if (store.down) throw new PortError('store_unavailable', 'down');
      const items = all.slice(Number(cursor), Number(cursor) + 2);
      return { items, cursor: String(Number(cursor) + items.length) };
    },
  };
  const list = new RevocationList({
    sessionStore: store,
    clock,
    intervalMs,
    monotonic: () => monotonic.now(),
  });
  const revoke = (familyId: string) => all.push({ familyId, revokedAt: clock.now() });
  return { clock, monotonic, store, list, revoke };
}

test('a poll brings every revocation since the last one, over as many pages as it takes', async () => {
  const { list, revoke } = setUp();
  for (const id of ['a', 'b', 'c', 'd', 'e']) revoke(id);
  await list.poll();
  assert.deepEqual(
    ['a', 'b', 'c', 'd', 'e', 'f'].map(id => list.isRevoked(id)),
    [true, true, true, true, true, false],
  );
  revoke('f');
  await list.poll();
  assert.ok(list.isRevoked('f'));
});

test('a pushed revocation counts at once', () => {
  const { list } = setUp();
  list.add('a');
  assert.ok(list.isRevoked('a'));
});

test('the list is fresh for 2 s after a poll that worked', async () => {
  const { list, monotonic, store } = setUp();
  assert.equal(list.fresh(), false, 'never polled');
  await list.poll();
  monotonic.advance(2_000);
  assert.equal(list.fresh(), true);
  store.down = true;
  await assert.rejects(list.poll(), PortError);
  monotonic.advance(1);
  assert.equal(list.fresh(), false);
  store.down = false;
  await list.poll();
  assert.equal(list.fresh(), true);
});

test('whoever comes after a standstill waits for one look, which all share', async () => {
  const { list, monotonic, store, revoke } = setUp();
  await list.poll();
  monotonic.advance(2_001);
  revoke('b');
  const asked = store.asked;
  const answers = await Promise.allSettled([list.vouchFor('a'), list.vouchFor('b')]);
  assert.equal(answers[0]?.status, 'fulfilled');
  await assert.rejects(list.vouchFor('b'), { code: 'unauthenticated' });
  assert.equal(answers[1]?.status, 'rejected', 'it ended while nobody looked');
  assert.equal(store.asked - asked, 2, 'a page with the revocation, and an empty one');
});

test('nobody is vouched for while revocations cannot be read', async () => {
  const { list, monotonic, store } = setUp();
  store.down = true;
  await assert.rejects(list.vouchFor('a'), { code: 'unavailable', details: { retryAfterSeconds: 1 } });
  store.down = false;
  await list.vouchFor('a');
  store.down = true;
  monotonic.advance(2_000);
  await list.vouchFor('a');
  monotonic.advance(1);
  await assert.rejects(list.vouchFor('a'), { code: 'unavailable' });
});

test('a poll that failed is repeated long before the next one is due', async () => {
  const { list, store, revoke } = setUp(3_600_000);
  await using running = list;
  store.down = true;
  running.start();
  await until(() => store.asked > 0);
  revoke('a');
  store.down = false;
  await until(() => running.isRevoked('a'));
});

test('a revocation is forgotten when no token of the session can be left', async () => {
  const { list, clock, revoke } = setUp();
  revoke('a');
  list.add('b');
  await list.poll();
  clock.advance(1_000_000);
  await list.poll();
  assert.ok(list.isRevoked('a') && list.isRevoked('b'));
  clock.advance(1_000_000);
  await list.poll();
  assert.ok(!list.isRevoked('a') && !list.isRevoked('b'));
});

test('polling goes on through failures until the list is disposed of', async () => {
  const { list, store, revoke } = setUp();
  await using running = list;
  store.down = true;
  running.start();
  revoke('a');
  store.down = false;
  await until(() => running.isRevoked('a'));
});
