import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import {
  type IdentityGateway,
  ProblemError,
  type RequestOrigin,
  type SessionTokens,
} from '@fintech/contracts';
import { PortError } from '@fintech/ports';
import { FakeClock } from '@fintech/testkit';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { createApp } from '../../src/create-app.ts';
import { HttpIdentityGateway, identityRoutes, ServiceTokens } from '../../src/identity/index.ts';

const clock = new FakeClock();
const secret = randomBytes(32);
const origin: RequestOrigin = { address: '192.0.2.7', userAgent: 'a browser' };
const tokens: SessionTokens = {
  access_token: 'a',
  refresh_token: 'r',
  token_type: 'Bearer',
  expires_in: 900,
  refresh_expires_in: 604_800,
};
const alice = { id: 'a'.repeat(32), username: 'Alice' };
const key = { kty: 'OKP', crv: 'Ed25519', x: 'x', kid: 'k', alg: 'EdDSA', use: 'sig' };

/** What reached the identity service. */
const seen: unknown[] = [];
const identity: IdentityGateway = {
  logIn: async (body, from) => {
    seen.push([body, from]);
    if (body.password === 'wrong') throw new ProblemError('invalid_credentials');
    if (body.password === 'often') throw new ProblemError('too_many_attempts', { retryAfterSeconds: 7 });
    if (body.password === 'down') throw new PortError('store_unavailable', 'no primary');
    if (body.password === 'bug') throw new Error('a secret detail');
    return tokens;
  },
  refresh: async (token, from) => {
    seen.push([token, from]);
    return tokens;
  },
  logOut: async (token, from) => void seen.push([token, from]),
  findUser: async name => (name.toLowerCase() === 'alice' ? alice : undefined),
  users: async ids => new Map(ids.includes(alice.id) ? [[alice.id, alice]] : []),
  publicKeys: async () => [key],
};

let app: FastifyInstance;
let url: URL;
let gateway: HttpIdentityGateway;

const gatewayWith = (address: URL, key: Uint8Array) =>
  new HttpIdentityGateway({ url: address, tokens: new ServiceTokens(key, 'transaction', clock) });

before(async () => {
  app = await createApp({ logger: pino({ level: 'silent' }), trustedProxies: [] });
  await app.register(identityRoutes, { gateway: identity, tokens: new ServiceTokens(secret, 'auth', clock) });
  app.get('/.well-known/jwks.json', async () => ({ keys: await identity.publicKeys() }));
  url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  gateway = gatewayWith(url, secret);
});
after(() => app.close());

test('every call arrives as it was made, and its answer comes back', async () => {
  const body = { username: 'alice', password: 'right' };
  assert.deepEqual(await gateway.logIn(body, origin), tokens);
  assert.deepEqual(await gateway.refresh('r1', origin), tokens);
  await gateway.logOut('r2', origin);
  assert.deepEqual(seen.splice(0), [
    [body, origin],
    ['r1', origin],
    ['r2', origin],
  ]);
  assert.deepEqual(await gateway.findUser('ALICE'), alice);
  assert.equal(await gateway.findUser('nobody'), undefined);
  assert.deepEqual(await gateway.users([alice.id, 'b'.repeat(32)]), new Map([[alice.id, alice]]));
  assert.deepEqual(await gateway.publicKeys(), [key]);
});

test('a refusal has the same code and the same pause as at its source', async () => {
  const logIn = (password: string) => gateway.logIn({ username: 'alice', password }, origin);
  await assert.rejects(logIn('wrong'), { name: 'ProblemError', code: 'invalid_credentials' });
  await assert.rejects(logIn('often'), { code: 'too_many_attempts', details: { retryAfterSeconds: 7 } });
});

test('whatever keeps the service from answering is unavailable', async t => {
  const logIn = (password: string) => gateway.logIn({ username: 'alice', password }, origin);
  await assert.rejects(logIn('down'), { code: 'unavailable' });
  await assert.rejects(logIn('bug'), { code: 'unavailable' });
  const nobody = gatewayWith(new URL('http://127.0.0.1:9'), secret);
  await assert.rejects(nobody.findUser('alice'), { code: 'unavailable' });
  const elsewhere = await createApp({ logger: pino({ level: 'silent' }), trustedProxies: [] });
  t.after(() => elsewhere.close());
  elsewhere.post('/internal/identity/find_user', async () => ({ user: { id: 7 } }));
  const wrong = gatewayWith(new URL(await elsewhere.listen({ host: '127.0.0.1', port: 0 })), secret);
  await assert.rejects(wrong.findUser('alice'), { code: 'unavailable' });
  await assert.rejects(wrong.publicKeys(), { code: 'unavailable' });
});

test('only who holds the secret is answered', async () => {
  await assert.rejects(gatewayWith(url, randomBytes(32)).findUser('alice'), { code: 'unavailable' });
  const call = (headers: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url: '/internal/identity/find_user',
      headers: { 'content-type': 'application/json', ...headers },
      payload: '{"username":"alice"}',
    });
  for (const headers of [{}, { authorization: 'Bearer x' }, { authorization: 'Basic eDp5' }]) {
    assert.equal((await call(headers)).statusCode, 401);
  }
});

test('a token is renewed before it ends, and an old one is refused', async () => {
  const sender = new ServiceTokens(secret, 'transaction', clock);
  const receiver = new ServiceTokens(secret, 'auth', clock);
  const first = await sender.current();
  assert.equal(await sender.current(), first);
  clock.advance(45_000);
  assert.notEqual(await sender.current(), first);
  clock.advance(30_000);
  await assert.rejects(receiver.verify(first), { code: 'unauthenticated' });
  await receiver.verify(await sender.current());
});
