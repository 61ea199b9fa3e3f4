import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Family, RotateRequest, SessionStore } from '@fintech/ports';
import { type TestStorage, withPort } from './storage.ts';
import { range } from './util.ts';

const now = Date.UTC(2026, 0, 1);
const day = 86_400_000;
const graceMs = 10_000;
const idleMs = day;

/** The promises of {@link SessionStore}. Every adapter runs this suite against its real store. */
export function describeSessionStore(
  name: string,
  createStorage: () => Promise<TestStorage<SessionStore>>,
): void {
  const withStore = (body: (store: SessionStore) => Promise<void>) => withPort(createStorage, body);

  describe(`${name}: rotation`, () => {
    it('rotates the live token, and only moves what rotation moves', () =>
      withStore(async store => {
        const created = family('f');
        await store.createFamily(created);
        assert.deepEqual(await store.family('f'), created);
        const later = now + 1000;
        const expected = {
          ...created,
          generation: 2,
          rotatedAt: later,
          lastSeenAt: later,
          address: '192.0.2.9',
        };
        assert.deepEqual(await store.rotate(rotation(1, { now: later, address: '192.0.2.9' })), {
          kind: 'rotated',
          family: expected,
        });
        assert.deepEqual(await store.family('f'), expected);
      }));

    it('repeats for the direct predecessor within the grace, and changes nothing', () =>
      withStore(async store => {
        await store.createFamily(family('f'));
        await store.rotate(rotation(1, { now }));
        const before = await store.family('f');
        for (const time of [now, now + graceMs, now - 5000]) {
          assert.deepEqual(await store.rotate(rotation(1, { now: time })), {
            kind: 'repeated',
            family: before,
          });
        }
        assert.deepEqual(await store.family('f'), before);
      }));

    const reuses: readonly (readonly [string, number, number])[] = [
      ['the predecessor after the grace', 2, now + graceMs + 1],
      ['an older one', 1, now],
    ];
    for (const [what, presented, time] of reuses) {
      it(`takes ${what} for reuse and revokes the family in the same step`, () =>
        withStore(async store => {
          await store.createFamily(family('f'));
          await store.rotate(rotation(1, { now }));
          await store.rotate(rotation(2, { now }));
          const outcome = await store.rotate(rotation(presented, { now: time }));
          assert.equal(outcome.kind, 'reused');
          const revoked = await store.family('f');
          assert.equal(revoked?.revokedAt, time);
          assert.equal(revoked?.revokedReason, 'reuse');
          assert.deepEqual(outcome, { kind: 'reused', family: revoked });
          assert.deepEqual(await store.rotate(rotation(3, { now: time })), { kind: 'revoked' });
          assert.deepEqual((await store.revocations()).items, [{ familyId: 'f', revokedAt: time }]);
        }));
    }

    it('rotates once for 64 parallel calls and repeats for the rest', () =>
      withStore(async store => {
        await store.createFamily(family('f'));
        const outcomes = await Promise.all(range(0, 64).map(() => store.rotate(rotation(1, { now }))));
        assert.equal(outcomes.filter(outcome => outcome.kind === 'rotated').length, 1);
        assert.equal(outcomes.filter(outcome => outcome.kind === 'repeated').length, 63);
        assert.equal((await store.family('f'))?.generation, 2);
      }));

    it('ends at the absolute end, after idleness, and never for an unknown family', () =>
      withStore(async store => {
        const created = family('f', { expiresAt: now + 2 * idleMs });
        await store.createFamily(created);
        assert.deepEqual(await store.rotate(rotation(1, { now: now + idleMs + 1 })), { kind: 'expired' });
        assert.deepEqual(await store.rotate(rotation(1, { now: created.expiresAt, idleMs: 9 * idleMs })), {
          kind: 'expired',
        });
        assert.deepEqual(await store.rotate({ ...rotation(1, { now }), familyId: 'none' }), {
          kind: 'unknown',
        });
        assert.equal((await store.rotate(rotation(1, { now: now + idleMs }))).kind, 'rotated');
        assert.equal((await store.family('f'))?.expiresAt, created.expiresAt);
      }));

    it('keeps the outcome after a restart', async () => {
      await using storage = await createStorage();
      {
        await using before = await storage.open();
        await before.port.createFamily(family('f'));
        await before.port.rotate(rotation(1, { now }));
        await before.port.createFamily(family('g'));
        await before.port.revoke('g', 'logout', now);
      }
      await using after = await storage.open();
      assert.equal((await after.port.rotate(rotation(1, { now }))).kind, 'repeated');
      assert.equal((await after.port.family('g'))?.revokedReason, 'logout');
      assert.deepEqual((await after.port.revocations()).items, [{ familyId: 'g', revokedAt: now }]);
    });
  });

  describe(`${name}: revocation`, () => {
    it('is final and tells who was first', () =>
      withStore(async store => {
        await store.createFamily(family('f'));
        const answers = await Promise.all(range(0, 64).map(i => store.revoke('f', 'user', now + i)));
        assert.equal(answers.filter(answer => answer).length, 1);
        assert.equal(await store.revoke('f', 'operator', now + 99), false);
        assert.equal(await store.revoke('none', 'user', now), false);
        assert.equal((await store.family('f'))?.revokedReason, 'user');
        assert.deepEqual(await store.rotate(rotation(1, { now })), { kind: 'revoked' });
        assert.equal((await store.revocations()).items.length, 1);
      }));

    it('never lets a rotation and a revocation both win', () =>
      withStore(async store => {
        for (const i of range(0, 20)) {
          const familyId = `f${i}`;
          await store.createFamily(family(familyId));
          await Promise.all([
            store.rotate({ ...rotation(1, { now }), familyId }),
            store.revoke(familyId, 'user', now),
          ]);
          assert.deepEqual(await store.rotate({ ...rotation(2, { now }), familyId }), { kind: 'revoked' });
        }
      }));

    it('does not take an expired family for a live one', () =>
      withStore(async store => {
        await store.createFamily(family('f', { expiresAt: now + 1 }));
        assert.equal(await store.revoke('f', 'user', now + 1), false);
        assert.deepEqual(await store.revokeUser('u', 'user', now + 1), []);
      }));

    it('revokes all families of a user but one', () =>
      withStore(async store => {
        for (const id of ['a', 'b', 'c']) await store.createFamily(family(id));
        await store.createFamily(family('other', { userId: 'someone' }));
        await store.revoke('a', 'logout', now);
        assert.deepEqual(await store.revokeUser('u', 'user', now + 1, 'c'), ['b']);
        assert.deepEqual(await store.revokeUser('u', 'operator', now + 2), ['c']);
        assert.deepEqual(await store.revokeUser('u', 'operator', now + 3), []);
        assert.equal((await store.family('other'))?.revokedAt, undefined);
        assert.equal((await store.family('a'))?.revokedReason, 'logout');
      }));

    it('hands out every revocation once to a reader that keeps its cursor', () =>
      withStore(async store => {
        const seen: string[] = [];
        let { items, cursor } = await store.revocations();
        assert.deepEqual(items, []);
        for (const i of range(0, 12)) {
          await store.createFamily(family(`f${i}`));
          await store.revoke(`f${i}`, 'user', now - i);
          if (i % 3 !== 2) continue;
          ({ items, cursor } = await store.revocations(cursor));
          seen.push(...items.map(item => item.familyId));
        }
        const expected = range(0, 12).map(i => `f${i}`);
        assert.deepEqual(seen, expected);
        assert.deepEqual((await store.revocations(cursor)).items, []);
        assert.deepEqual(
          (await store.revocations()).items.map(item => item.familyId),
          expected,
        );
      }));
  });

  describe(`${name}: lists and pruning`, () => {
    it('lists the live families of a user, newest first, at most 100', () =>
      withStore(async store => {
        await Promise.all(
          range(0, 105).map(i => store.createFamily(family(`f${i}`, { createdAt: now + i }))),
        );
        await store.createFamily(family('ended', { createdAt: now + 900, expiresAt: now + 1000 }));
        await store.createFamily(family('revoked', { createdAt: now + 901 }));
        await store.revoke('revoked', 'user', now);
        await store.createFamily(family('other', { userId: 'someone' }));
        const listed = await store.families('u', now + 1000);
        assert.deepEqual(
          listed.map(({ id }) => id),
          range(5, 105)
            .toReversed()
            .map(i => `f${i}`),
        );
      }));

    it('prunes what ended before now, and nothing else', () =>
      withStore(async store => {
        await store.createFamily(family('old', { expiresAt: now + 10 }));
        await store.createFamily(family('new', { expiresAt: now + 20 }));
        for (const id of ['old', 'new']) await store.revoke(id, 'user', now);
        await store.prune(now + 20);
        assert.equal(await store.family('old'), undefined);
        assert.equal((await store.family('new'))?.id, 'new');
        assert.deepEqual((await store.revocations()).items, [{ familyId: 'new', revokedAt: now }]);
      }));
  });

  describe(`${name}: attempts`, () => {
    const rule = { limit: 3, windowMs: 1000 };

    it('allows the limit in a window, and says truly when the next one is allowed', () =>
      withStore(async store => {
        for (const _ of range(0, 3)) {
          assert.deepEqual(await store.attempt('k', rule, now), { allowed: true, retryAfterMs: 0 });
        }
        const refused = await store.attempt('k', rule, now + 400);
        assert.equal(refused.allowed, false);
        assert.ok(refused.retryAfterMs > 0 && refused.retryAfterMs <= 600);
        assert.equal((await store.attempt('k2', rule, now)).allowed, true);
        assert.equal((await store.attempt('k', rule, now + 400 + refused.retryAfterMs)).allowed, true);
      }));

    it('allows exactly the limit among 64 parallel attempts', () =>
      withStore(async store => {
        const counts = await Promise.all(
          range(0, 64).map(() => store.attempt('k', { ...rule, limit: 10 }, now)),
        );
        assert.equal(counts.filter(count => count.allowed).length, 10);
      }));

    it('forgets on request', () =>
      withStore(async store => {
        for (const _ of range(0, 4)) await store.attempt('k', rule, now);
        await store.clearAttempts('k');
        await store.clearAttempts('none');
        assert.equal((await store.attempt('k', rule, now)).allowed, true);
      }));

    it('still counts after a restart', async () => {
      await using storage = await createStorage();
      {
        await using before = await storage.open();
        for (const _ of range(0, 3)) await before.port.attempt('k', rule, now);
      }
      await using after = await storage.open();
      assert.equal((await after.port.attempt('k', rule, now)).allowed, false);
    });
  });
}

function family(id: string, changes: Partial<Family> = {}): Family {
  return {
    id,
    userId: 'u',
    secret: 'secret',
    generation: 1,
    rotatedAt: now,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: now + 7 * day,
    userAgent: 'agent',
    address: '192.0.2.1',
    ...changes,
  };
}

function rotation(presented: number, changes: Partial<RotateRequest>): RotateRequest {
  return { familyId: 'f', presented, now, graceMs, idleMs, address: '192.0.2.1', ...changes };
}
