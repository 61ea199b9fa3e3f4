import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { ProblemCode, TransactionView } from '@fintech/contracts';
import { answerOf, Person, type Problem, request } from '../src/client.ts';
import { freshName, metric, walletForSuite } from '../src/suite.ts';

let ana: Person;
let bob: Person;
const wallet = walletForSuite({
  prepare: async ({ url }) => {
    ana = await Person.signUp(url, freshName());
    bob = await Person.signUp(url, freshName());
    await ana.topUp(1_000);
  },
});

const post = (body: string, headers: Readonly<Record<string, string>> = {}) =>
  answerOf(() =>
    request<Problem>(`${wallet().url}/transactions`, 'POST', {
      token: ana.token,
      key: freshName(),
      body,
      headers,
    }),
  );

/** Asserts the refusal, that it is a problem document, and that nothing reached the log. */
async function assertSyntaxRefusal(
  send: () => ReturnType<typeof post>,
  status: number,
  code: ProblemCode,
): Promise<void> {
  const before = await metric(wallet(), 'ledger_requests_submitted');
  const answer = await send();
  assert.deepEqual([answer.status, answer.body.code], [status, code]);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.equal(await metric(wallet(), 'ledger_requests_submitted'), before, 'something was appended');
}

const amounts = [
  '-1',
  '-0',
  '0',
  '0.1',
  '"1"',
  '9007199254740992',
  '9007199254740993',
  'null',
  'true',
  '[1]',
  '{}',
];
for (const amount of [...amounts, '1e309', '1e2', '1.0', '1'.repeat(400)]) {
  test(`amount ${amount.slice(0, 20)} is refused`, () =>
    assertSyntaxRefusal(
      () => post(`{"to":"@${bob.username}","amount":${amount},"currency":"EUR"}`),
      400,
      'invalid_request',
    ));
}

const malformed = {
  NaN: '{"amount":NaN}',
  Infinity: '{"amount":Infinity}',
  'hexadecimal number': '{"amount":0x10}',
  'empty body': '',
  'half a body': '{"to":"@bob',
  'a key twice': '{"to":"@bobby","amount":1,"amount":2,"currency":"EUR"}',
  'a key twice, once escaped': '{"to":"@bobby","amount":1,"\\u0061mount":2,"currency":"EUR"}',
  __proto__: '{"__proto__":{"amount":1},"to":"@bobby","amount":1,"currency":"EUR"}',
  constructor: '{"constructor":{"prototype":{}},"to":"@bobby","amount":1,"currency":"EUR"}',
  'deep nesting': `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
};
for (const [name, body] of Object.entries(malformed)) {
  test(`${name} is refused`, () =>
    assertSyntaxRefusal(() => post(body), 400, body === '' ? 'invalid_request' : 'malformed_json'));
}

test('unknown and missing fields are refused', async () => {
  await assertSyntaxRefusal(
    () => post(`{"to":"@${bob.username}","amount":1,"currency":"EUR","fee":1}`),
    400,
    'invalid_request',
  );
  await assertSyntaxRefusal(() => post(`{"to":"@${bob.username}","amount":1}`), 400, 'invalid_request');
  await assertSyntaxRefusal(
    () => post(`{"to":"@${bob.username}","amount":1,"currency":"eur"}`),
    400,
    'invalid_request',
  );
  await assertSyntaxRefusal(
    () => post('{"to":"@\u202Ebob","amount":1,"currency":"EUR"}'),
    400,
    'invalid_request',
  );
  await assertSyntaxRefusal(() => post('[]'), 400, 'invalid_request');
});

/** By hand: the refusal comes before the body is sent, which a client that insists on sending it all may not read. */
test('a body of 10 MB is refused before it is read', async () => {
  const before = await metric(wallet(), 'ledger_requests_submitted');
  const [url = ''] = wallet().transactionUrls;
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(
    `POST /transactions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${ana.token}\r\n` +
      `idempotency-key: ${freshName()}\r\ncontent-type: application/json\r\ncontent-length: 10000000\r\n\r\n`,
  );
  const chunks: Buffer[] = [];
  for await (const chunk of socket) {
    chunks.push(Buffer.from(chunk));
    if (Buffer.concat(chunks).includes('body_too_large')) break;
  }
  assert.match(Buffer.concat(chunks).toString(), /^HTTP\/1\.1 413 /);
  assert.equal(await metric(wallet(), 'ledger_requests_submitted'), before);
});

test('another content type is refused', async () => {
  for (const type of ['text/plain', 'application/xml', 'multipart/form-data']) {
    await assertSyntaxRefusal(() => post('{}', { 'content-type': type }), 415, 'unsupported_media_type');
  }
});

test('truncated UTF-8 is refused', async () => {
  const body = Buffer.concat([
    Buffer.from('{"to":"@bobby","amount":1,"currency":"EUR","description":"'),
    Buffer.from([0xf0, 0x9f]),
    Buffer.from('"}'),
  ]);
  const answer = await fetch(`${wallet().url}/transactions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${ana.token}`,
      'content-type': 'application/json',
      'idempotency-key': freshName(),
    },
    body,
  });
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /malformed_json/);
});

test('a missing or unusable Idempotency-Key is refused', async () => {
  const body = JSON.stringify({ to: `@${bob.username}`, amount: 1, currency: 'EUR' });
  const send = (headers: Readonly<Record<string, string>>) => () =>
    request<Problem>(`${wallet().url}/transactions`, 'POST', { token: ana.token, body, headers });
  await assertSyntaxRefusal(send({}), 400, 'invalid_idempotency_key');
  await assertSyntaxRefusal(send({ 'idempotency-key': 'short' }), 400, 'invalid_idempotency_key');
  await assertSyntaxRefusal(send({ 'idempotency-key': 'x'.repeat(129) }), 400, 'invalid_idempotency_key');
  await assertSyntaxRefusal(send({ 'idempotency-key': 'with a space' }), 400, 'invalid_idempotency_key');
});

test('refusals of the ledger have their codes, and nothing moves', async () => {
  const dollars = await bob.post<{ id: string }>('/accounts', { currency: 'USD' });
  const send = async (fields: object) => {
    const answer = await ana.post<Problem>('/transactions', {
      to: `@${bob.username}`,
      amount: 1,
      currency: 'EUR',
      ...fields,
    });
    return [answer.status, answer.body.code];
  };
  const [own] = await ana.accounts();
  const [foreign] = await bob.accounts();
  assert.deepEqual(await send({ to: `@${ana.username}` }), [422, 'same_account']);
  assert.deepEqual(await send({ to: '@nobody-here' }), [422, 'account_not_found']);
  assert.deepEqual(await send({ to: 'f'.repeat(32) }), [422, 'account_not_found']);
  assert.deepEqual(await send({ from: foreign?.id, to: own?.id }), [422, 'account_not_found']);
  assert.deepEqual(await send({ currency: 'XXQ' }), [422, 'currency_unknown']);
  assert.deepEqual(await send({ from: own?.id, to: dollars.body.id }), [422, 'currency_mismatch']);
  assert.deepEqual(await send({ amount: 1_001 }), [422, 'insufficient_funds']);
  assert.deepEqual(await send({ amount: Number.MAX_SAFE_INTEGER }), [422, 'insufficient_funds']);
  assert.equal(await ana.balance(), 1_000);
});

test('a balance beyond 2^53-1 is refused', async () => {
  const rich = await Person.signUp(wallet().url, freshName());
  const answer = await rich.post<TransactionView & Problem>('/deposits', {
    amount: Number.MAX_SAFE_INTEGER,
    currency: 'CHF',
  });
  assert.equal(answer.body.code, 'account_not_found', 'there is no account in CHF yet');
  await rich.post('/accounts', { currency: 'CHF' });
  assert.equal(
    (await rich.post('/deposits', { amount: Number.MAX_SAFE_INTEGER, currency: 'CHF' })).status,
    201,
  );
  assert.equal(
    (await rich.post<Problem>('/deposits', { amount: 1, currency: 'CHF' })).body.code,
    'balance_overflow',
  );
});

test('unknown paths, methods and cursors are refused', async () => {
  const answers = [
    [await request<Problem>(`${wallet().url}/nowhere`, 'GET'), 404, 'not_found'],
    [await request<Problem>(`${wallet().url}/transactions`, 'DELETE'), 405, 'method_not_allowed'],
    [await ana.get<Problem>('/transactions?cursor=garbage'), 400, 'invalid_cursor'],
    [await ana.get<Problem>('/transactions?limit=0'), 400, 'invalid_request'],
    [await ana.get<Problem>('/transactions?unknown=1'), 400, 'invalid_request'],
    [await ana.get<Problem>('/transactions/%00'), 404, 'transaction_not_found'],
    [await ana.get<Problem>('/transactions?min_position=9007199254740991'), 409, 'position_not_reached'],
  ] as const;
  for (const [answer, status, code] of answers)
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
});

test('bytes that are not HTTP are answered with 400 and hurt nobody', async () => {
  const { port } = new URL(wallet().url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.end('\u0000\u0001 not http at all\r\n\r\n');
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(Buffer.from(chunk));
  assert.match(Buffer.concat(chunks).toString(), /^HTTP\/1\.1 400 /);
  assert.equal((await request(`${wallet().url}/livez`, 'GET')).status, 200);
});
