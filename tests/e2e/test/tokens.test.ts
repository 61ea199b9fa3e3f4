import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { List, SessionTokens, SessionView } from '@fintech/contracts';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { answerOf, Person, type Problem, password, request } from '../src/client.ts';
import { freshName, walletForSuite } from '../src/suite.ts';

const wallet = walletForSuite();
const signUp = () => Person.signUp(wallet().url, freshName());

/** Of the service as people find it, and of each of its processes: behind a proxy, one would hide what another still lets in. */
const transactionAddresses = () =>
  new Set([wallet().url, wallet().transactionUrl, ...wallet().transactionUrls]);

/** Every door that takes an access token, at every address of the system. */
const doors = () => [
  { method: 'GET', url: `${wallet().url}/auth/protected` },
  { method: 'GET', url: `${wallet().url}/auth/sessions` },
  ...[...transactionAddresses()].flatMap(url => [
    { method: 'GET', url: `${url}/accounts` },
    { method: 'GET', url: `${url}/transactions` },
    { method: 'GET', url: `${url}/transactions/${'0'.repeat(32)}` },
    { method: 'POST', url: `${url}/transactions`, body: { to: '@somebody', amount: 1, currency: 'EUR' } },
    { method: 'POST', url: `${url}/deposits`, body: { amount: 1, currency: 'EUR' } },
    { method: 'POST', url: `${url}/withdrawals`, body: { amount: 1, currency: 'EUR' } },
    { method: 'POST', url: `${url}/accounts`, body: { currency: 'USD' } },
    { method: 'POST', url: `${url}/accounts/${'0'.repeat(32)}/freeze` },
  ]),
];

async function assertRefusedEverywhere(token: string | undefined): Promise<void> {
  for (const { method, url, ...rest } of doors()) {
    const answer = await request<Problem>(url, method, { token, key: randomUUID(), ...rest });
    assert.deepEqual([answer.status, answer.body.code], [401, 'unauthenticated'], `${method} ${url}`);
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
  }
}

/** Resolves with the milliseconds until every process refuses the token at one of its doors. */
async function refusedWithin(token: string): Promise<number> {
  const started = performance.now();
  const urls = [
    `${wallet().url}/auth/protected`,
    ...[...transactionAddresses()].map(url => `${url}/accounts`),
  ];
  const refused = async (url: string) => {
    while (performance.now() - started < 5_000) {
      if ((await request(url, 'GET', { token })).status === 401) return;
      await delay(10);
    }
  };
  await Promise.all(urls.map(refused));
  return performance.now() - started;
}

test('without a token every door is closed', () => assertRefusedEverywhere(undefined));

test('forged tokens are refused at every service', async () => {
  const { token } = await signUp();
  const [header, payload] = [decodeProtectedHeader(token), decodeJwt(token)];
  const [head, body, signature] = token.split('.');
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const foreign = generateKeyPairSync('ed25519').privateKey;
  const forged = [
    `${encode({ ...header, alg: 'none' })}.${body}.`,
    `${encode({ ...header, alg: 'none' })}.${body}.${signature}`,
    `${head}.${encode({ ...payload, username: 'somebody-else' })}.${signature}`,
    `${head}.${body}.`,
    `${head}.${body}`,
    await new SignJWT(payload).setProtectedHeader({ ...header, alg: 'EdDSA' }).sign(foreign),
    'x',
    'x'.repeat(4_000),
  ];
  for (const candidate of forged) await assertRefusedEverywhere(candidate);
});

test('a refresh token is not an access token', async () => {
  const { tokens } = await signUp();
  await assertRefusedEverywhere(tokens.refresh_token);
});

test('after log-out the access token and the refresh token are refused everywhere within a second', async () => {
  const ana = await signUp();
  await ana.accounts();
  assert.equal((await ana.post('/auth/logout', undefined)).status, 204);
  assert.ok((await refusedWithin(ana.token)) <= 1_000);
  await assertRefusedEverywhere(ana.token);
  const body = { refresh_token: ana.tokens.refresh_token };
  const refreshed = await request<Problem>(`${wallet().url}/auth/refresh`, 'POST', { body });
  assert.deepEqual([refreshed.status, refreshed.body.code], [401, 'invalid_refresh_token']);
});

test('a session revoked from another one is refused everywhere within a second', async () => {
  const ana = await signUp();
  const other = await Person.logIn(wallet().url, ana.username);
  const { body } = await other.get<List<SessionView>>('/auth/sessions');
  const first = body.items.find(session => !session.current);
  const ended = await request(`${wallet().url}/auth/sessions/${first?.id}`, 'DELETE', { token: other.token });
  assert.equal(ended.status, 204);
  assert.ok((await refusedWithin(ana.token)) <= 1_000);
  await assertRefusedEverywhere(ana.token);
  assert.equal((await other.get('/auth/protected')).status, 200, 'the other session lives on');
});

test('a refresh gives new tokens, and the old refresh token soon ends the family', async () => {
  const ana = await signUp();
  const refresh = (token: string) =>
    answerOf(() =>
      request<SessionTokens & Problem>(`${wallet().url}/auth/refresh`, 'POST', {
        body: { refresh_token: token },
      }),
    );
  const second = await refresh(ana.tokens.refresh_token);
  assert.equal(second.status, 200);
  const repeated = await refresh(ana.tokens.refresh_token);
  assert.equal(
    repeated.body.refresh_token,
    second.body.refresh_token,
    'the grace gives the identical successor',
  );
  const third = await refresh(second.body.refresh_token);
  assert.equal(third.status, 200);
  const stale = await refresh(ana.tokens.refresh_token);
  assert.deepEqual([stale.status, stale.body.code], [401, 'invalid_refresh_token']);
  assert.equal((await refresh(third.body.refresh_token)).status, 401, 'the whole family is revoked');
});

test('sign-up and log-in refuse bad input with their codes', async () => {
  const ana = await signUp();
  const signUpWith = async (fields: object) => {
    const body = { username: freshName(), password, ...fields };
    const answer = await answerOf(() => request<Problem>(`${wallet().url}/auth/signup`, 'POST', { body }));
    return [answer.status, answer.body.code];
  };
  assert.deepEqual(await signUpWith({ username: ana.username.toUpperCase() }), [409, 'username_taken']);
  assert.deepEqual(await signUpWith({ username: 'abc' }), [400, 'invalid_request']);
  assert.deepEqual(await signUpWith({ username: 'with space' }), [400, 'invalid_request']);
  assert.deepEqual(await signUpWith({ password: 'short' }), [422, 'weak_password']);
  assert.deepEqual(await signUpWith({ role: 'admin' }), [400, 'invalid_request']);
  const body = { username: ana.username, password: `${password}!` };
  const wrong = await answerOf(() => request<Problem>(`${wallet().url}/auth/login`, 'POST', { body }));
  assert.deepEqual([wrong.status, wrong.body.code], [401, 'invalid_credentials']);
});
