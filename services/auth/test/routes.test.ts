import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import type { SessionView } from '@fintech/contracts';
import { goodPassword, startAuth } from './_util.ts';

test('a person signs up, logs in and is recognised', async () => {
  await using auth = await startAuth();
  const signedUp = await auth.post('/auth/signup', { username: 'Alice', password: goodPassword });
  assert.equal(signedUp.statusCode, 201);
  const { id, username } = signedUp.json();
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.equal(username, 'Alice');

  const loggedIn = await auth.post('/auth/login', { username: 'aLICE', password: goodPassword });
  assert.equal(loggedIn.statusCode, 200);
  const tokens = loggedIn.json();
  assert.deepEqual(
    { type: tokens.token_type, access: tokens.expires_in, refresh: tokens.refresh_expires_in },
    { type: 'Bearer', access: 900, refresh: 604_800 },
  );

  const answer = await auth.get('/auth/protected', tokens.access_token);
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), { id, username: 'Alice' });
});

test('answers with tokens are never stored by anybody', async () => {
  await using auth = await startAuth();
  const { refresh_token } = await auth.signUpAndLogIn('alice');
  const login = await auth.post('/auth/login', { username: 'alice', password: goodPassword });
  const refresh = await auth.post('/auth/refresh', { refresh_token });
  for (const answer of [login, refresh]) assert.equal(answer.headers['cache-control'], 'no-store');
});

test('cookies mean nothing to the API', async () => {
  await using auth = await startAuth();
  const { access_token } = await auth.signUpAndLogIn('alice');
  const cookies = { '__Host-access': access_token, access: access_token };
  const answer = await auth.app.inject({ url: '/auth/protected', cookies });
  assert.equal(answer.statusCode, 401);
  assert.equal(answer.headers['www-authenticate'], 'Bearer');
});

test('the published keys verify an access token', async () => {
  await using auth = await startAuth();
  const { access_token } = await auth.signUpAndLogIn('alice');
  const answer = await auth.app.inject({ url: '/.well-known/jwks.json' });
  const [jwk] = answer.json().keys;
  assert.deepEqual(Object.keys(jwk).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  const [header, payload, signature = ''] = access_token.split('.');
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  assert.ok(verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')));
});

test('a person sees their sessions and ends another one', async () => {
  await using auth = await startAuth();
  const phone = await auth.signUpAndLogIn('alice');
  const laptop = (await auth.post('/auth/login', { username: 'alice', password: goodPassword })).json();
  const { items } = (await auth.get('/auth/sessions', laptop.access_token)).json<{ items: SessionView[] }>();
  assert.deepEqual(items.map(item => item.current).sort(), [false, true]);
  const other = items.find(item => !item.current);

  const headers = { authorization: `Bearer ${laptop.access_token}` };
  const request = { method: 'DELETE', url: `/auth/sessions/${other?.id}`, headers } as const;
  assert.equal((await auth.app.inject(request)).statusCode, 204);
  assert.equal((await auth.app.inject(request)).json().code, 'session_not_found');
  assert.equal((await auth.get('/auth/protected', phone.access_token)).statusCode, 401);
  assert.equal((await auth.get('/auth/protected', laptop.access_token)).statusCode, 200);
});

test('nobody ends the session of somebody else', async () => {
  await using auth = await startAuth();
  const alice = await auth.signUpAndLogIn('alice');
  const mallory = await auth.signUpAndLogIn('mallory');
  const [session] = (await auth.get('/auth/sessions', alice.access_token)).json().items;
  const headers = { authorization: `Bearer ${mallory.access_token}` };
  const answer = await auth.app.inject({ method: 'DELETE', url: `/auth/sessions/${session.id}`, headers });
  assert.equal(answer.json().code, 'session_not_found');
  assert.equal((await auth.get('/auth/protected', alice.access_token)).statusCode, 200);
});

test('a log-out by either token ends both at once', async () => {
  await using auth = await startAuth();
  const first = await auth.signUpAndLogIn('alice');
  const bearer = { authorization: `Bearer ${first.access_token}` };
  const byAccess = await auth.app.inject({ method: 'POST', url: '/auth/logout', headers: bearer });
  assert.equal(byAccess.statusCode, 204);

  const second = (await auth.post('/auth/login', { username: 'alice', password: goodPassword })).json();
  const byRefresh = await auth.post('/auth/logout', { refresh_token: second.refresh_token });
  assert.equal(byRefresh.statusCode, 204);

  for (const { access_token, refresh_token } of [first, second]) {
    assert.equal((await auth.get('/auth/protected', access_token)).statusCode, 401);
    assert.equal((await auth.post('/auth/refresh', { refresh_token })).json().code, 'invalid_refresh_token');
  }
});

test('a log-out needs a token', async () => {
  await using auth = await startAuth();
  const answer = await auth.app.inject({ method: 'POST', url: '/auth/logout' });
  assert.equal(answer.json().code, 'unauthenticated');
  const nonsense = await auth.post('/auth/logout', { refresh_token: 'nonsense' });
  assert.equal(nonsense.statusCode, 204);
});

test('a body with anything unknown is refused', async () => {
  await using auth = await startAuth();
  const bodies = [
    { username: 'alice', password: goodPassword, role: 'admin' },
    { username: 'al', password: goodPassword },
    { username: 'alice smith', password: goodPassword },
    { username: 'alice', password: 12 },
    { username: 'alice' },
  ];
  for (const body of bodies) {
    assert.equal(
      (await auth.post('/auth/signup', body)).json().code,
      'invalid_request',
      JSON.stringify(body),
    );
  }
});
