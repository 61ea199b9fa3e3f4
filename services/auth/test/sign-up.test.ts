import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goodPassword, origin, startAuth } from './_util.ts';

test('of many sign-ups for one username, in any case, exactly one wins', async () => {
  await using auth = await startAuth({ rateLimit: false });
  const names = Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? 'alice' : 'ALICE'));
  const answers = await Promise.all(
    names.map(username => auth.post('/auth/signup', { username, password: goodPassword })),
  );
  const winners = answers.filter(answer => answer.statusCode === 201);
  const losers = answers.filter(answer => answer.json().code === 'username_taken');
  assert.deepEqual([winners.length, losers.length], [1, 15]);
});

test('a weak password is refused with a reason, and costs no attempt', async () => {
  await using auth = await startAuth();
  for (let attempt = 0; attempt < 30; attempt++) {
    const answer = await auth.post('/auth/signup', { username: 'alice', password: 'too short' });
    assert.equal(answer.statusCode, 422);
    const { code, errors } = answer.json();
    assert.equal(code, 'weak_password');
    assert.equal(errors[0].pointer, '/password');
  }
  assert.equal(
    (await auth.post('/auth/signup', { username: 'alice', password: goodPassword })).statusCode,
    201,
  );
});

test('one network signs up 20 people an hour', async () => {
  await using auth = await startAuth();
  const attempt = (number: number, address: string) =>
    auth.post('/auth/signup', { username: `user${number}`, password: goodPassword }, { address });
  const burst = await Promise.all(Array.from({ length: 30 }, (_, number) => attempt(number, '192.0.2.7')));
  assert.equal(burst.filter(answer => answer.statusCode === 201).length, 20);
  const refused = burst.filter(answer => answer.statusCode === 429);
  assert.equal(refused.length, 10);
  assert.equal(refused[0]?.headers['retry-after'], '3600');
  assert.equal((await attempt(40, '192.0.2.8')).statusCode, 201);
  auth.clock.advance(3_600_000);
  assert.equal((await attempt(41, '192.0.2.7')).statusCode, 201);
});

test('people are found by username in any case, and by id', async () => {
  await using auth = await startAuth();
  const user = await auth.service.signUp({ username: 'Alice', password: goodPassword }, origin);
  assert.deepEqual(await auth.service.findUser('aliCE'), user);
  assert.equal(await auth.service.findUser('nobody'), undefined);
  // U+212A lower-cases to a plain k: it must not lead to somebody else's account.
  await auth.service.signUp({ username: 'kate', password: goodPassword }, origin);
  assert.equal(await auth.service.findUser('\u212Aate'), undefined);
  const found = await auth.service.users([user.id, user.id, 'f'.repeat(32)]);
  assert.deepEqual([...found.values()], [user]);
});

test('a password counts exactly as received', async () => {
  const password = `${goodPassword} \u00e9\u0000\u{1f9ed} ${'x'.repeat(80)} A`;
  await using auth = await startAuth({ rateLimit: false });
  assert.equal((await auth.post('/auth/signup', { username: 'alice', password })).statusCode, 201);
  const logIn = async (typed: string) =>
    (await auth.post('/auth/login', { username: 'alice', password: typed })).statusCode;
  assert.equal(await logIn(password), 200);
  const others = [
    password.slice(0, -1),
    `${password} `,
    password.toLowerCase(),
    password.normalize('NFD'),
    password.replace('\u0000', ''),
    password.split('\u0000').at(0) ?? '',
  ];
  for (const other of others) assert.equal(await logIn(other), 401, JSON.stringify(other));
});
