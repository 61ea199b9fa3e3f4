import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionTokens } from '@fintech/contracts';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { composeForTest } from './_wallet.ts';

const rounds = Number(process.env.RENEWAL_ROUNDS ?? 100);
const parallel = 32;
const minute = 60_000;
/** A family ends after seven days whatever happens, so somebody who comes every 16 minutes logs in again in time. */
const roundsPerLogIn = 500;
const credentials = { username: 'returning', password: 'correct horse battery staple' };

test(`${rounds} rounds of ${parallel} parallel page requests with one expired access token log nobody out`, async () => {
  await using set = await composeForTest();
  const { wallet, clock } = set;
  const doors = [wallet.everything, wallet.transactionsOnly];
  await post(wallet.everything, '/auth/signup', credentials);
  let cookies = new Map<string, string>();
  for (let round = 0; round < rounds; round++) {
    if (round % roundsPerLogIn === 0) cookies = await logIn(wallet.everything);
    clock.advance(16 * minute);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answers = await Promise.all(
      Array.from({ length: parallel }, (_, index) =>
        visit(doors[index % doors.length] ?? wallet.everything, cookie),
      ),
    );
    for (const answer of answers)
      assert.equal(answer.statusCode, 200, `round ${round}: ${answer.headers.location}`);
    const successors = new Set(answers.map(answer => cookieOf(answer, '__Host-refresh')));
    assert.equal(successors.size, 1, `round ${round}: each family has one live leaf`);
    const before = generationOf(cookies.get('__Host-refresh'));
    const [successor] = successors;
    assert.equal(generationOf(successor), before + 1, `round ${round}: one rotation for all requests`);
    for (const name of ['__Host-access', '__Host-refresh']) {
      cookies.set(name, cookieOf(answers.at(-1), name) ?? '');
    }
  }
});

test('a page request with a refresh token of an ended session is led to the log-in', async () => {
  await using set = await composeForTest();
  const { wallet, clock } = set;
  await post(wallet.everything, '/auth/signup', credentials);
  const cookies = await logIn(wallet.everything);
  const refreshToken = cookies.get('__Host-refresh');
  const loggedOut = await post(wallet.everything, '/auth/logout', { refresh_token: refreshToken });
  assert.equal(loggedOut.statusCode, 204);
  clock.advance(16 * minute);
  const answer = await visit(wallet.transactionsOnly, `__Host-refresh=${refreshToken}`);
  assert.equal(answer.statusCode, 303);
  assert.match(String(answer.headers.location), /^\/transaction\/login/);
});

const visit = (app: FastifyInstance, cookie: string): Promise<LightMyRequestResponse> =>
  app.inject({ url: '/transaction/session', headers: { cookie } });

const post = (app: FastifyInstance, url: string, payload: object): Promise<LightMyRequestResponse> =>
  app.inject({ method: 'POST', url, payload });

/** The cookies that a browser would hold after the log-in. */
async function logIn(app: FastifyInstance): Promise<Map<string, string>> {
  const tokens: SessionTokens = (await post(app, '/auth/login', credentials)).json();
  return new Map([
    ['__Host-access', tokens.access_token],
    ['__Host-refresh', tokens.refresh_token],
  ]);
}

const cookieOf = (answer: LightMyRequestResponse | undefined, name: string): string | undefined =>
  answer?.cookies.find(cookie => cookie.name === name)?.value;

const generationOf = (refreshToken: string | undefined): number => Number(refreshToken?.split('.')[1]);
