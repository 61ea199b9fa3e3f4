import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionTokens } from '@fintech/contracts';
import { decodeJwt } from 'jose';
import { goodPassword, type RunningAuth, startAuth } from './_util.ts';

const day = 86_400_000;

async function refresh(auth: RunningAuth, token: string): Promise<SessionTokens> {
  const answer = await auth.post('/auth/refresh', { refresh_token: token });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}

async function refused(auth: RunningAuth, token: string): Promise<void> {
  const answer = await auth.post('/auth/refresh', { refresh_token: token });
  assert.deepEqual([answer.statusCode, answer.json().code], [401, 'invalid_refresh_token']);
}

test('64 parallel refreshes get the identical refresh token', async () => {
  await using auth = await startAuth();
  const { refresh_token } = await auth.signUpAndLogIn('alice');
  const answers = await Promise.all(Array.from({ length: 64 }, () => refresh(auth, refresh_token)));
  assert.equal(new Set(answers.map(answer => answer.refresh_token)).size, 1);
  const [first] = answers;
  assert.notEqual(first?.refresh_token, refresh_token);
  await refresh(auth, first?.refresh_token ?? '');
});

test('a used token that comes back after the grace ends its session, and no other', async () => {
  await using auth = await startAuth();
  const stolen = await auth.signUpAndLogIn('alice');
  const other = (await auth.post('/auth/login', { username: 'alice', password: goodPassword })).json();
  const successor = await refresh(auth, stolen.refresh_token);
  auth.clock.advance(10_001);
  await refused(auth, stolen.refresh_token);
  await refused(auth, successor.refresh_token);
  assert.equal((await auth.get('/auth/protected', successor.access_token)).statusCode, 401);
  await refresh(auth, other.refresh_token);
  const events = (await auth.auditEntries()).map(entry => entry.event);
  assert.equal(events.filter(event => event === 'authn_token_reuse').length, 1);
});

test('a token that comes back after the log-out is no theft', async () => {
  await using auth = await startAuth();
  const { refresh_token } = await auth.signUpAndLogIn('alice');
  await auth.post('/auth/logout', { refresh_token });
  await refused(auth, refresh_token);
  const events = (await auth.auditEntries()).map(entry => entry.event);
  assert.ok(events.includes('authn_token_revoked'));
  assert.ok(!events.includes('authn_token_reuse'));
});

test('a log-out wins against refreshes that run at the same time', async () => {
  await using auth = await startAuth({ rateLimit: false });
  for (let round = 0; round < 8; round++) {
    const { refresh_token } = await auth.signUpAndLogIn('alice');
    const renew = () => auth.post('/auth/refresh', { refresh_token });
    const answers = await Promise.all([renew(), auth.post('/auth/logout', { refresh_token }), renew()]);
    const renewed = answers.filter(answer => answer.statusCode === 200).map(answer => answer.json());
    await refused(auth, refresh_token);
    for (const tokens of renewed) {
      await refused(auth, tokens.refresh_token);
      assert.equal((await auth.get('/auth/protected', tokens.access_token)).statusCode, 401);
    }
  }
});

test('a session ends after 3 idle days, and after 7 days in any case', async () => {
  await using auth = await startAuth();
  const idle = await auth.signUpAndLogIn('alice');
  auth.clock.advance(3 * day + 1);
  await refused(auth, idle.refresh_token);

  const loggedInAt = auth.clock.now();
  let tokens: SessionTokens = (
    await auth.post('/auth/login', { username: 'alice', password: goodPassword })
  ).json();
  for (let days = 1; days <= 6; days++) {
    auth.clock.set(loggedInAt + days * day);
    tokens = await refresh(auth, tokens.refresh_token);
    assert.equal(tokens.refresh_expires_in, (7 - days) * 86_400);
  }
  auth.clock.set(loggedInAt + 7 * day - 60_000);
  tokens = await refresh(auth, tokens.refresh_token);
  assert.equal(tokens.expires_in, 60, 'an access token does not outlive its session');
  auth.clock.set(loggedInAt + 7 * day);
  await refused(auth, tokens.refresh_token);
});

test('every token that we did not make is refused, and harms nobody', async () => {
  await using auth = await startAuth();
  const { refresh_token, access_token } = await auth.signUpAndLogIn('alice');
  const [id = '', generation = '', mac = ''] = refresh_token.split('.');
  const altered = `${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`;
  const forged = [
    access_token,
    '..',
    'x'.repeat(512),
    `${id}.${generation}`,
    `${id}.${generation}.`,
    `${id}.${generation}.${altered}`,
    `${id}.2.${mac}`,
    `${id}.0.${mac}`,
    `${id}.01.${mac}`,
    `${id}.1e0.${mac}`,
    `${'f'.repeat(32)}.${generation}.${mac}`,
    `${refresh_token}.${mac}`,
    `${refresh_token} `,
    `${refresh_token}\u0000`,
  ];
  for (const token of forged) await refused(auth, token);
  await refresh(auth, refresh_token);
});

test('each refresh gives a new access token of the same session', async () => {
  await using auth = await startAuth();
  const first = await auth.signUpAndLogIn('alice');
  const second = await refresh(auth, first.refresh_token);
  const [before, after] = [decodeJwt(first.access_token), decodeJwt(second.access_token)];
  assert.equal(after.sid, before.sid);
  assert.notEqual(after.jti, before.jti);
});
