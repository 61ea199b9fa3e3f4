import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Argon2Hasher, createAuthService } from '@fintech/auth';
import type { LightMyRequestResponse } from 'fastify';
import { goodPassword, issuer, origin, type RunningAuth, startAuth } from './_util.ts';

const wrong = 'not the right password';

const attack = (auth: RunningAuth, count: number, username: string, address: string) =>
  Promise.all(
    Array.from({ length: count }, () => auth.post('/auth/login', { username, password: wrong }, { address })),
  );

/** Everything a caller can see, but for the date. */
function visible({ statusCode, headers: { date: _date, ...headers }, body }: LightMyRequestResponse) {
  return { statusCode, headers, body };
}

test('a known and an unknown username get the same answer for the same work', async () => {
  await using auth = await startAuth();
  await auth.post('/auth/signup', { username: 'alice', password: goodPassword });
  const known = await auth.post('/auth/login', { username: 'alice', password: wrong });
  assert.equal(auth.hasher.verified, 1);
  const unknown = await auth.post('/auth/login', { username: 'bob1', password: wrong });
  assert.equal(auth.hasher.verified, 2);
  const impossible = await auth.post('/auth/login', { username: 'no such name!', password: wrong });
  assert.equal(auth.hasher.verified, 3);
  assert.equal(known.json().code, 'invalid_credentials');
  assert.deepEqual(visible(unknown), visible(known));
  assert.deepEqual(visible(impossible), visible(known));
});

for (const username of ['alice', 'nobody']) {
  test(`of a parallel burst on ${username} exactly 10 attempts are hashed`, async () => {
    await using auth = await startAuth();
    await auth.post('/auth/signup', { username: 'alice', password: goodPassword });
    const answers = await attack(auth, 40, username, '203.0.113.5');
    assert.equal(auth.hasher.verified, 10);
    assert.equal(answers.filter(answer => answer.statusCode === 401).length, 10);
    const refused = answers.filter(answer => answer.statusCode === 429);
    assert.equal(refused.length, 30);
    assert.equal(refused[0]?.headers['retry-after'], '900');

    const right = { username: username.toUpperCase(), password: goodPassword };
    const elsewhere = await auth.post('/auth/login', right, { address: '203.0.113.6' });
    assert.equal(elsewhere.statusCode, 429, 'the count is the username’s, from anywhere and in any case');
    auth.clock.advance(900_000);
    await attack(auth, 1, username, '203.0.113.5');
    assert.equal(auth.hasher.verified, 11);
  });
}

test('one network tries 50 passwords, however many usernames it tries them on', async () => {
  await using auth = await startAuth();
  const spray = Array.from({ length: 80 }, (_, index) => {
    // One subscriber has a whole /64.
    const address = `2001:db8:1:2::${(index + 1).toString(16)}`;
    return auth.post('/auth/login', { username: `user${index}`, password: wrong }, { address });
  });
  await Promise.all(spray);
  assert.equal(auth.hasher.verified, 50);
  await attack(auth, 1, 'user99', '2001:db8:1:3::1');
  assert.equal(auth.hasher.verified, 51);
});

test('a forged X-Forwarded-For changes nothing', async () => {
  await using auth = await startAuth();
  const spray = Array.from({ length: 60 }, (_, index) => {
    const headers = { 'x-forwarded-for': `198.51.100.${index}`, 'x-real-ip': `198.51.100.${index}` };
    return auth.post('/auth/login', { username: `user${index}`, password: wrong }, { headers });
  });
  await Promise.all(spray);
  assert.equal(auth.hasher.verified, 50);
});

test('attackers elsewhere do not lock the owner out', async () => {
  await using auth = await startAuth();
  const home = { address: '192.0.2.50' };
  await auth.signUpAndLogIn('alice', home);
  await attack(auth, 30, 'alice', '203.0.113.5');
  const owner = { username: 'alice', password: goodPassword };
  assert.equal((await auth.post('/auth/login', owner, { address: '203.0.113.9' })).statusCode, 429);
  assert.equal((await auth.post('/auth/login', owner, home)).statusCode, 200);
});

test('a log-in that succeeds clears the count of the username', async () => {
  await using auth = await startAuth();
  await auth.post('/auth/signup', { username: 'alice', password: goodPassword });
  for (let round = 0; round < 3; round++) {
    // From a new network each time, so that it is always the count for unknown networks.
    const address = `198.51.100.${round}`;
    await attack(auth, 9, 'alice', address);
    const answer = await auth.post('/auth/login', { username: 'alice', password: goodPassword }, { address });
    assert.equal(answer.statusCode, 200);
  }
});

test('a hash with weaker parameters is replaced at the next log-in', async () => {
  await using auth = await startAuth();
  await auth.post('/auth/signup', { username: 'alice', password: goodPassword });
  const stronger = new Argon2Hasher({ memoryKib: 512, iterations: 2, parallel: 1, maxQueue: 1 });
  const { documentStore, sessionStore, clock, keys } = auth;
  const storedHash = async () => {
    const query = { field: 'handle', equals: 'alice', limit: 1 };
    const users = { name: 'users', indexes: [{ field: 'handle', unique: true }] };
    return (await documentStore.query<{ passwordHash: string }>(users, query)).items[0]?.value.passwordHash;
  };
  assert.match((await storedHash()) ?? '', /^\$argon2id\$v=19\$m=256,t=1,p=1\$/);
  const raised = createAuthService({
    documentStore,
    sessionStore,
    clock,
    keys,
    issuer,
    rateLimit: true,
    hasher: stronger,
    idSource: { next: () => 'e'.repeat(32) },
  });
  await raised.logIn({ username: 'alice', password: goodPassword }, origin);
  await raised.close();
  assert.match((await storedHash()) ?? '', /^\$argon2id\$v=19\$m=512,t=2,p=1\$/);
  assert.equal(
    (await auth.post('/auth/login', { username: 'alice', password: goodPassword })).statusCode,
    200,
  );
});
