import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { createApp } from '../src/create-app.ts';

let app: FastifyInstance;
let port: number;

before(async () => {
  app = await createApp({ logger: pino({ level: 'silent' }), trustedProxies: [] });
  app.get('/', async () => 'here');
  port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
});
after(() => app.close());

const open = () => connect(port, '127.0.0.1');

/** What comes back for these bytes until the connection ends, which the server must do by itself. */
async function answerTo(bytes: string) {
  const socket = open();
  socket.write(bytes);
  return parse(await text(socket));
}

function parse(answer: string) {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: head.split(' ')[1], head, problem: JSON.parse(body) };
}

const unreadable = {
  'an address of 20 kB': [`GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431, 'headers_too_large'],
  'headers of 20 kB': [
    `GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
  'bytes that are not HTTP': ['\u0000\u0001 not http at all\r\n\r\n', 400, 'invalid_request'],
  'two lengths of one body': [
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
    400,
    'invalid_request',
  ],
} as const;

for (const [name, [bytes, status, code]] of Object.entries(unreadable))
  test(`${name}: a problem document, and the connection ends`, async () => {
    const answer = await answerTo(bytes);
    assert.equal(answer.status, String(status));
    assert.match(answer.head, /content-type: application\/problem\+json/);
    assert.match(answer.head, /x-content-type-options: nosniff/);
    assert.deepEqual([answer.problem.status, answer.problem.code], [status, code]);
  });

/** Node looks for late requests twice a minute, too seldom for a test to wait. */
test('a request that does not arrive in time is a timeout', async () => {
  const socket = open();
  const [served] = await once(app.server, 'connection');
  app.server.emit(
    'clientError',
    Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }),
    served,
  );
  const { status, problem } = parse(await text(socket));
  assert.deepEqual([status, problem.code], ['408', 'request_timeout']);
});

test('what comes behind an answer is not answered again', async () => {
  const socket = open();
  const [served] = await once(app.server, 'connection');
  const failures: unknown[] = [];
  served.on('error', (error: unknown) => failures.push(error));
  const late = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  app.server.emit('clientError', late, served);
  app.server.emit('clientError', late, served);
  assert.equal((await text(socket)).split('HTTP/1.1').length, 2);
  assert.deepEqual(failures, []);
});
