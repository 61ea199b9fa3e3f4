import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError } from '@fintech/contracts';
import { assets } from '@fintech/web';
import { cookiesAfter, openDoor, sessionCookies } from './_util.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

async function logInForm(door: Awaited<ReturnType<typeof openDoor>>, next = '/mine') {
  const page = await door.app.inject({ url: `/auth/login_form?next=${encodeURIComponent(next)}` });
  const token = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  return { cookies: cookiesAfter(page), token };
}

test('logging in sets cookies that scripts, other sites and plain http cannot have, and goes on', async () => {
  await using door = await openDoor();
  const { cookies, token } = await logInForm(door);
  const payload = new URLSearchParams({
    _csrf: token,
    next: '/mine',
    username: 'ana',
    password: 'right',
  }).toString();
  const response = await door.app.inject({
    method: 'POST',
    url: '/auth/login_form',
    headers: form,
    cookies,
    payload,
  });
  assert.equal(response.statusCode, 303);
  assert.equal(response.headers.location, '/mine');
  const set = response.cookies.filter(({ name }) => name !== '__Host-csrf');
  assert.deepEqual(
    set.map(({ value: _, ...flags }) => flags),
    [
      { name: '__Host-access', maxAge: 900, path: '/', httpOnly: true, secure: true, sameSite: 'Lax' },
      { name: '__Host-refresh', maxAge: 604_800, path: '/', httpOnly: true, secure: true, sameSite: 'Lax' },
    ],
  );
  assert.equal((await door.app.inject({ url: '/mine', cookies: cookiesAfter(response) })).statusCode, 200);
});

test('a wrong password is told at the form, which keeps the name and forgets the password', async () => {
  await using door = await openDoor();
  const { cookies, token } = await logInForm(door);
  const payload = new URLSearchParams({ _csrf: token, username: 'ana', password: 'hunter2' }).toString();
  const response = await door.app.inject({
    method: 'POST',
    url: '/auth/login_form',
    headers: form,
    cookies,
    payload,
  });
  assert.equal(response.statusCode, 401);
  assert.match(response.body, /value="ana"/);
  assert.doesNotMatch(response.body, /hunter2/);
  assert.equal(cookiesAfter(response)['__Host-access'], undefined);
});

test('a log-in leads to this site only', async () => {
  await using door = await openDoor();
  const response = await door.app.inject({
    url: '/auth/login_form?next=//evil.example',
    cookies: sessionCookies(door),
  });
  assert.equal(response.headers.location, '/transaction/session');
});

test('logging out ends the session and clears its cookies', async () => {
  await using door = await openDoor();
  const session = sessionCookies(door);
  const page = await door.app.inject({ url: '/mine', cookies: session });
  const cookies = cookiesAfter(page, session);
  const payload = `_csrf=${page.body}`;
  const response = await door.app.inject({
    method: 'POST',
    url: '/log_out',
    headers: form,
    cookies,
    payload,
  });
  assert.equal(response.headers.location, '/auth/login_form?logged_out=1');
  assert.deepEqual(Object.keys(cookiesAfter(response, cookies)), ['__Host-csrf']);
  assert.ok(door.identity.revoked.has('ana'));
});

test('a log-out that cannot be carried out is not shown as one', async () => {
  await using door = await openDoor();
  const session = sessionCookies(door);
  const page = await door.app.inject({ url: '/mine', cookies: session });
  const cookies = cookiesAfter(page, session);
  door.identity.failure = new ProblemError('unavailable');
  const payload = `_csrf=${page.body}`;
  const response = await door.app.inject({
    method: 'POST',
    url: '/log_out',
    headers: form,
    cookies,
    payload,
  });
  assert.equal(response.statusCode, 503);
  assert.deepEqual(cookiesAfter(response, cookies), cookies);
});

test('over plain http the cookies have neither Secure nor its prefix', async () => {
  await using door = await openDoor(false);
  const response = await door.app.inject({ url: '/open' });
  assert.deepEqual(
    response.cookies.map(({ name, secure }) => [name, secure]),
    [['csrf', undefined]],
  );
});

test('every page, also one about a problem, forbids what pages must not do', async () => {
  await using door = await openDoor();
  for (const url of ['/open', '/broken', '/auth/login_form']) {
    const { headers } = await door.app.inject({ url });
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /^default-src 'none';/);
    assert.match(policy, /frame-ancestors 'none'.*base-uri 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.equal(headers['referrer-policy'], 'same-origin');
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  }
});

test('a fault of ours is told without its detail, in the language of the reader', async () => {
  await using door = await openDoor();
  const response = await door.app.inject({ url: '/broken', headers: { 'accept-language': 'ru' } });
  assert.equal(response.statusCode, 500);
  assert.doesNotMatch(response.body, /secret detail/);
  assert.match(response.body, /<html lang="ru">[\s\S]*У нас что-то сломалось/);
});

test('the language switch remembers the choice and stays on this site', async () => {
  await using door = await openDoor();
  const switched = await door.app.inject({ url: '/lang?to=ru&next=%2Fopen' });
  assert.equal(switched.headers.location, '/open');
  assert.equal(cookiesAfter(switched).lang, 'ru');
  const stray = await door.app.inject({ url: '/lang?to=xx&next=https%3A%2F%2Fevil.example' });
  assert.equal(stray.headers.location, '/');
  assert.equal(cookiesAfter(stray).lang, undefined);
});

test('files are served for ever, compressed for whoever can read it', async () => {
  await using door = await openDoor();
  for (const { path, contentType, body } of assets) {
    const plain = await door.app.inject({ url: path });
    assert.equal(plain.body, body);
    assert.equal(plain.headers['content-type'], contentType);
    assert.match(String(plain.headers['cache-control']), /immutable/);
    assert.equal(plain.headers['set-cookie'], undefined);
    const small = await door.app.inject({ url: path, headers: { 'accept-encoding': 'gzip, br' } });
    assert.equal(small.headers['content-encoding'], 'br');
  }
});
