import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Answer, answerOf, Person, request } from '../src/client.ts';
import { type FuzzedRequest, fuzzedRequest, type OpenApiDocument, operationsOf } from '../src/fuzz.ts';
import { freshName, metric, walletForSuite } from '../src/suite.ts';

const requests = Number(process.env.FUZZ_REQUESTS ?? 3_000);
const wallet = walletForSuite();

/** Money may move by chance, so the books are checked afterwards instead. */
test(`${requests} fuzzed requests from the OpenAPI document get no 5xx and break nothing`, async context => {
  const { url, transactionUrl } = wallet();
  // Each service describes itself; one that serves everything describes everything.
  const described = await Promise.all(
    [url, transactionUrl].map(address => request<OpenApiDocument>(`${address}/openapi.json`, 'GET')),
  );
  const operations = described
    .flatMap(({ body }) => operationsOf(body))
    .filter(({ path }) => path !== '/auth/logout');
  assert.ok(operations.length >= 15, `only ${operations.length} operations are documented`);
  const people = [await Person.signUp(url, freshName()), await Person.signUp(url, freshName())];
  for (const person of people) await person.topUp(1_000_000);
  const statuses = new Map<number, number>();
  const property = fc.asyncProperty(
    fuzzedRequest(
      operations,
      people.map(({ token }) => token),
    ),
    async fuzzed => {
      // An input that brings a 5xx by itself brings it again.
      const { status, headers } = await answerOf(() => send(url, fuzzed));
      const type = headers.get('content-type') ?? '';
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const what = `${fuzzed.method} ${fuzzed.path.slice(0, 200)} answered ${status} as ${type}`;
      assert.ok(status < 500, what);
      if (status >= 400) assert.match(type, /^application\/problem\+json/, what);
    },
  );
  await fc.assert(property, { numRuns: requests, endOnFailure: true });
  context.diagnostic(`answers by status: ${JSON.stringify(Object.fromEntries(statuses))}`);
  assert.equal(await metric(wallet(), 'ledger_halted'), 0);
  assert.equal((await request(`${url}/readyz`, 'GET')).status, 200);
});

async function send(url: string, { method, path, headers, body }: FuzzedRequest): Promise<Answer<undefined>> {
  const response = await fetch(url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
  });
  await response.arrayBuffer();
  return { status: response.status, headers: response.headers, body: undefined };
}
