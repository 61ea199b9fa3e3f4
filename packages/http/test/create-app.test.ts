import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ProblemError } from '@fintech/contracts';
import { PortError } from '@fintech/ports';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { Type } from 'typebox';
import { createApp } from '../src/create-app.ts';

let app: FastifyInstance;

before(async () => {
  app = await createApp({ logger: pino({ level: 'silent' }), trustedProxies: [] });
  const body = Type.Object({ amount: Type.Integer() }, { additionalProperties: false });
  const querystring = Type.Object({ limit: Type.Optional(Type.Integer()) }, { additionalProperties: false });
  app.post('/echo', { schema: { body } }, async request => request.body);
  app.get('/numbers', { schema: { querystring } }, async request => request.query);
  app.get('/address', async request => ({ address: request.ip }));
  app.get('/fails', async () => {
    throw new Error('the database password is hunter2');
  });
  app.get('/refuses', async () => {
    throw new ProblemError('overloaded', { retryAfterSeconds: 3, members: { queue: 7 } });
  });
  app.get('/store-down', async () => {
    throw new PortError('store_unavailable', 'no connection');
  });
});
after(() => app.close());

const post = (payload: string, type = 'application/json') =>
  app.inject({ method: 'POST', url: '/echo', headers: { 'content-type': type }, payload });

test('a body is validated as it is, without coercion', async () => {
  assert.equal((await post('{"amount":5}')).statusCode, 200);
  for (const body of ['{"amount":"5"}', '{"amount":true}', '{"amount":5,"more":1}', '{}', 'null']) {
    const answer = await post(body);
    assert.deepEqual([answer.statusCode, answer.json().code], [400, 'invalid_request'], body);
  }
});

test('a validation problem points at the field', async () => {
  assert.equal((await post('{"amount":"5"}')).json().errors[0].pointer, '/amount');
  assert.equal((await post('{}')).json().errors[0].pointer, '/amount');
});

test('numbers in a query string are read from text', async () => {
  assert.deepEqual((await app.inject('/numbers?limit=5')).json(), { limit: 5 });
  assert.equal((await app.inject('/numbers?limit=five')).json().code, 'invalid_request');
});

test('an unexpected error says nothing about its cause', async () => {
  const answer = await app.inject('/fails');
  assert.deepEqual([answer.statusCode, answer.json().code], [500, 'internal_error']);
  assert.doesNotMatch(answer.body, /hunter2/);
});

test('a problem carries its code, members and Retry-After', async () => {
  const answer = await app.inject('/refuses');
  assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8');
  assert.equal(answer.headers['retry-after'], '3');
  const { title, ...rest } = answer.json();
  assert.deepEqual(rest, { type: 'about:blank', status: 503, code: 'overloaded', queue: 7 });
});

test('a store that is down is unavailable, not an internal error', async () => {
  const answer = await app.inject('/store-down');
  assert.deepEqual([answer.statusCode, answer.json().code], [503, 'unavailable']);
});

test('paths, methods, types and sizes that are not offered have their codes', async () => {
  const answers = [
    [await app.inject('/nowhere'), 404, 'not_found'],
    [await app.inject({ method: 'DELETE', url: '/echo' }), 405, 'method_not_allowed'],
    [await post('amount=5', 'application/x-www-form-urlencoded'), 415, 'unsupported_media_type'],
    [await post(`{"amount":"${'5'.repeat(70_000)}"}`), 413, 'body_too_large'],
    [await app.inject('/%zz'), 400, 'invalid_request'],
  ] as const;
  for (const [answer, status, code] of answers)
    assert.deepEqual([answer.statusCode, answer.json().code], [status, code]);
  assert.equal(answers[1][0].headers.allow, 'POST');
});

test('every answer has the security headers, errors included', async () => {
  for (const url of ['/numbers', '/nowhere', '/fails', '/%zz']) {
    const { headers } = await app.inject(url);
    assert.equal(headers['x-content-type-options'], 'nosniff', url);
    assert.match(String(headers['content-security-policy']), /default-src 'none'/, url);
    assert.match(String(headers['strict-transport-security']), /max-age=63072000/, url);
    assert.equal(headers['cache-control'], 'no-store', url);
  }
});

test('a forwarded address from a stranger is not believed', async () => {
  const answer = await app.inject({ url: '/address', headers: { 'x-forwarded-for': '203.0.113.9' } });
  assert.deepEqual(answer.json(), { address: '127.0.0.1' });
});

test('only a defect is logged with its stack, an outage with one line for each request', async () => {
  const lines: { level: number; msg: string; code?: string; reason?: string; err?: { stack: string } }[] = [];
  const logger = pino({ level: 'info' }, { write: line => void lines.push(JSON.parse(line)) });
  await using noisy = await createApp({ logger, trustedProxies: [] });
  noisy.get('/fails', async () => {
    throw new Error('a defect');
  });
  noisy.get('/store-down', async () => {
    throw new PortError('store_unavailable', 'no connection');
  });
  await noisy.inject('/fails');
  await noisy.inject('/store-down');
  const [defect, outage] = lines.filter(({ msg }) => msg.startsWith('request '));
  assert.equal(defect?.level, 50);
  assert.match(defect.err?.stack ?? '', /a defect\n +at /);
  assert.deepEqual([outage?.level, outage?.code, outage?.reason], [30, 'unavailable', 'no connection']);
  assert.equal(outage?.err, undefined);
});
