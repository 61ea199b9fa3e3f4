import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bearerAuthentication, handleProblems } from '@fintech/http';
import Fastify from 'fastify';
import { type Setup, setUp } from './_util.ts';

async function withApp(
  run: (ask: (authorization?: string) => Promise<Answer>, setup: Setup) => Promise<void>,
) {
  const setup = setUp();
  const app = Fastify();
  handleProblems(app);
  await app.register(bearerAuthentication, { verifier: setup.verifier });
  app.get('/mine', { onRequest: app.requireBearer }, async ({ claims }) => claims.username);
  app.get('/open', async ({ claims }) => claims.username);
  const ask = async (authorization?: string) => {
    const answer = await app.inject({
      url: '/mine',
      headers: authorization === undefined ? {} : { authorization },
    });
    return { status: answer.statusCode, body: answer.body, challenge: answer.headers['www-authenticate'] };
  };
  await run(ask, setup);
  assert.equal((await app.inject('/open')).statusCode, 500, 'claims cannot be read without the hook');
  await app.close();
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly challenge: unknown;
}

test('a valid token passes, the first time and from the cache', async () => {
  await withApp(async (ask, setup) => {
    const token = setup.token();
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      assert.deepEqual(await ask(`${scheme} ${token}`), { status: 200, body: 'alice', challenge: undefined });
    }
  });
});

test('whatever else stands in Authorization gets 401 and the challenge', async () => {
  await withApp(async (ask, setup) => {
    const token = setup.token();
    await ask(`Bearer ${token}`);
    const malformed = [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      'Bearer  ',
      token,
      `Basic ${token}`,
      `Bearer ${token} ${token}`,
      `Bearer ${token}, Bearer ${token}`,
      `Bearer "${token}"`,
      `Bearer\u00a0${token}`,
      `Bearer ${token}\u00e9`,
      'Bearer null',
      'Bearer undefined',
      'Bearer ..',
      'Bearer e30.e30.e30',
      `Bearer ${'='.repeat(100)}`,
      `Bearer ${'a.'.repeat(3000)}`,
      'Digest username="x"',
      '\u0000',
    ];
    for (const authorization of malformed) {
      const { status, body, challenge } = await ask(authorization);
      assert.deepEqual(
        [status, challenge, JSON.parse(body).code],
        [401, 'Bearer', 'unauthenticated'],
        authorization,
      );
    }
  });
});

test('the claims of one request are not those of another', async () => {
  await withApp(async (ask, setup) => {
    const names = Array.from({ length: 20 }, (_, index) => `user${index}`);
    const answers = await Promise.all(names.map(username => ask(`Bearer ${setup.token({}, { username })}`)));
    assert.deepEqual(
      answers.map(answer => answer.body),
      names,
    );
  });
});
