import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cookies, cookiesAfter, type Door, openDoor, sessionCookies } from './_util.ts';

/** Opens the page and returns its token with the cookies that go with it. */
async function openForm(
  door: Door,
  url: string,
  before: Cookies,
): Promise<{ token: string; cookies: Cookies }> {
  const response = await door.app.inject({ url, cookies: before });
  assert.equal(response.statusCode, 200);
  return { token: response.body, cookies: cookiesAfter(response, before) };
}

interface Post {
  readonly cookies: Cookies;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function post(door: Door, url: string, { cookies, token, headers = {} }: Post): Promise<number> {
  const fields = new URLSearchParams({ text: 'x', ...(token === undefined ? {} : { _csrf: token }) });
  const response = await door.app.inject({
    method: 'POST',
    url,
    cookies,
    headers: { 'content-type': 'application/x-www-form-urlencoded', host: 'wallet.example', ...headers },
    payload: fields.toString(),
  });
  return response.statusCode;
}

const origins = [
  [{}, true],
  [{ origin: 'https://wallet.example', 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'none' }, true],
  [{ origin: 'https://evil.example' }, false],
  [{ origin: 'https://wallet.example:444' }, false],
  [{ origin: 'null' }, false],
  [{ origin: '' }, false],
  [{ 'sec-fetch-site': 'cross-site' }, false],
  [{ 'sec-fetch-site': 'same-site' }, false],
  [{ origin: 'https://wallet.example', 'sec-fetch-site': 'cross-site' }, false],
] as const;

for (const url of ['/open', '/mine']) {
  for (const [headers, own] of origins) {
    for (const token of ['right', 'altered', 'missing']) {
      const passes = own && token === 'right';
      test(`${url} with a ${token} token and ${JSON.stringify(headers)} is ${passes ? 'taken' : 'refused'}`, async () => {
        await using door = await openDoor();
        const form = await openForm(door, url, url === '/mine' ? sessionCookies(door) : {});
        const sent = { right: form.token, altered: `${form.token.slice(0, -1)}!`, missing: undefined }[token];
        const status = await post(door, url, {
          cookies: form.cookies,
          headers,
          ...(sent === undefined ? {} : { token: sent }),
        });
        assert.equal(status, passes ? 303 : 403);
        assert.equal(door.accepted.length, passes ? 1 : 0);
      });
    }
  }
}

test('a token of another session is refused', async () => {
  await using door = await openDoor();
  const ana = await openForm(door, '/mine', sessionCookies(door, 'ana'));
  const eve = { ...ana.cookies, ...sessionCookies(door, 'eve') };
  assert.equal(await post(door, '/mine', { cookies: eve, token: ana.token }), 403);
});

test('a token from before the log-in is refused after it', async () => {
  await using door = await openDoor();
  const stranger = await openForm(door, '/open', {});
  const cookies = { ...stranger.cookies, ...sessionCookies(door) };
  assert.equal(await post(door, '/mine', { cookies, token: stranger.token }), 403);
});

test('a token without the browser it was made for is refused', async () => {
  await using door = await openDoor();
  const { token } = await openForm(door, '/open', {});
  assert.equal(await post(door, '/open', { cookies: {}, token }), 403);
  const other = await openForm(door, '/open', {});
  assert.equal(await post(door, '/open', { cookies: other.cookies, token }), 403);
});

test('a token outlives a renewal of its session', async () => {
  await using door = await openDoor();
  const form = await openForm(door, '/mine', sessionCookies(door));
  door.identity.clock.advance(900_000);
  assert.equal(await post(door, '/mine', form), 303);
});

test('nothing is changed while revocations are not known', async () => {
  await using door = await openDoor();
  const form = await openForm(door, '/mine', sessionCookies(door));
  door.revocations.areKnown = false;
  assert.equal(await post(door, '/mine', form), 503);
  assert.equal((await door.app.inject({ url: '/mine', cookies: form.cookies })).statusCode, 200);
});
