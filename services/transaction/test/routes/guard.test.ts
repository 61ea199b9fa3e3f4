import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessClaims } from '@fintech/contracts';
import { handleProblems, RevocationList } from '@fintech/http';
import { PortError } from '@fintech/ports';
import { FakeClock } from '@fintech/testkit';
import Fastify from 'fastify';
import { guard } from '../../src/routes/options.ts';

const claims: AccessClaims = {
  iss: 'test',
  aud: 'fintech',
  sub: 'ana',
  sid: 'session-of-ana',
  jti: '1',
  username: 'ana',
  iat: 0,
  exp: 900,
};

/** A route behind the guard for a caller whose token is good, while nobody has looked for revocations for a long time. */
function openRoute() {
  const clock = new FakeClock();
  const sessionStore = {
    down: false,
    ended: [] as string[],
    async revocations() {
      if (sessionStore.down) throw new PortError('store_unavailable', 'down');
      const items = sessionStore.ended.splice(0).map(familyId => ({ familyId, revokedAt: clock.now() }));
      return { items, cursor: '0' };
    },
  };
  const app = Fastify();
  handleProblems(app);
  app.decorateRequest('claims', { getter: () => claims });
  app.decorate('requireBearer', (_request, _reply, done) => done());
  guard(app, { revocations: new RevocationList({ sessionStore, clock }) });
  app.route({ method: ['GET', 'POST'], url: '/money', handler: async () => 'done' });
  const ask = async (method: 'GET' | 'POST') => {
    const answer = await app.inject({ method, url: '/money' });
    return [answer.statusCode, answer.headers['retry-after']];
  };
  return { sessionStore, ask };
}

test('money moves again as soon as revocations can be read', async () => {
  const { sessionStore, ask } = openRoute();
  sessionStore.down = true;
  assert.deepEqual(await ask('POST'), [503, '1']);
  assert.deepEqual(await ask('GET'), [200, undefined], 'reading is not held up');
  sessionStore.down = false;
  assert.deepEqual(await ask('POST'), [200, undefined]);
});

test('a session that ended while nobody looked moves nothing', async () => {
  const { sessionStore, ask } = openRoute();
  sessionStore.ended.push(claims.sid);
  assert.deepEqual(await ask('POST'), [401, undefined]);
});
