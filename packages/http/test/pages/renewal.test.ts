import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError } from '@fintech/contracts';
import { cookiesAfter, openDoor, sessionCookies } from './_util.ts';

const quarterHour = 900_000;

test('a page of somebody who is logged in renews nothing', async () => {
  await using door = await openDoor();
  const response = await door.app.inject({ url: '/mine', cookies: sessionCookies(door) });
  assert.equal(response.statusCode, 200);
  assert.equal(door.identity.refreshCalls, 0);
});

test('an expired access token is renewed without anybody noticing, and both cookies are set', async () => {
  await using door = await openDoor();
  const before = sessionCookies(door);
  door.identity.clock.advance(quarterHour);
  const response = await door.app.inject({ url: '/mine', cookies: before });
  assert.equal(response.statusCode, 200);
  const after = cookiesAfter(response, before);
  assert.notEqual(after['__Host-access'], before['__Host-access']);
  assert.notEqual(after['__Host-refresh'], before['__Host-refresh']);
  assert.equal((await door.app.inject({ url: '/mine', cookies: after })).statusCode, 200);
  assert.equal(door.identity.refreshCalls, 1);
});

test('a missing access token is renewed as well', async () => {
  await using door = await openDoor();
  const { '__Host-access': _, ...cookies } = sessionCookies(door);
  assert.equal((await door.app.inject({ url: '/mine', cookies })).statusCode, 200);
});

test('requests that come together share one renewal and get the same cookies', async () => {
  await using door = await openDoor();
  const cookies = sessionCookies(door);
  door.identity.clock.advance(quarterHour);
  const responses = await Promise.all(
    Array.from({ length: 32 }, () => door.app.inject({ url: '/mine', cookies })),
  );
  assert.equal(door.identity.refreshCalls, 1);
  assert.ok(responses.every(response => response.statusCode === 200));
  assert.equal(new Set(responses.map(response => cookiesAfter(response)['__Host-refresh'])).size, 1);
});

test('a session that has ended leads a visit to the log-in and clears the cookies', async () => {
  await using door = await openDoor();
  const cookies = sessionCookies(door);
  door.identity.revoked.add('ana');
  const response = await door.app.inject({ url: '/mine?page=2', cookies });
  assert.equal(response.statusCode, 303);
  assert.equal(response.headers.location, '/auth/login_form?next=%2Fmine%3Fpage%3D2');
  assert.deepEqual(cookiesAfter(response, cookies), {});
});

test('a form of a session that has ended shows the log-in and does nothing', async () => {
  await using door = await openDoor();
  const response = await door.app.inject({ method: 'POST', url: '/mine' });
  assert.equal(response.statusCode, 401);
  assert.match(response.body, /action="\/auth\/login_form"/);
  assert.deepEqual(door.accepted, []);
});

test('while nobody can renew, people see a page and keep their cookies', async () => {
  await using door = await openDoor();
  const cookies = sessionCookies(door);
  door.identity.clock.advance(quarterHour);
  door.identity.failure = new ProblemError('unavailable', { retryAfterSeconds: 1 });
  const response = await door.app.inject({ url: '/mine', cookies });
  assert.equal(response.statusCode, 503);
  assert.equal(response.headers['retry-after'], '1');
  assert.match(response.body, /No money moved/);
  assert.equal(cookiesAfter(response, cookies)['__Host-refresh'], cookies['__Host-refresh']);
  door.identity.failure = undefined;
  assert.equal((await door.app.inject({ url: '/mine', cookies })).statusCode, 200);
});

test('bearer tokens mean nothing to a page', async () => {
  await using door = await openDoor();
  const { access_token: token } = door.identity.issue('ana');
  const response = await door.app.inject({ url: '/mine', headers: { authorization: `Bearer ${token}` } });
  assert.equal(response.statusCode, 303);
});
