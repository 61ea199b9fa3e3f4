import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError } from '@fintech/contracts';
import { posted, visit } from './_util.ts';

test('an amount is read as people type it', async () => {
  const asked: number[] = [];
  await using ana = await visit({
    deposit: async (_caller, { amount }) => {
      asked.push(amount);
      return { view: posted, replayed: false };
    },
  });
  await ana.open('/transaction/top_up');
  assert.equal((await ana.submit({ amount: '1 234,5' })).statusCode, 303);
  assert.deepEqual(asked, [123_450]);
});

for (const [amount, message] of [
  ['', 'Type an amount'],
  ['much', 'in digits'],
  ['100.01', 'You have €100.00'],
] as const) {
  test(`a withdrawal of "${amount}" is told at the field`, async () => {
    await using ana = await visit({});
    await ana.open('/transaction/withdraw');
    const page = await ana.submit({ amount });
    assert.equal(page.statusCode, 422);
    assert.match(page.body, new RegExp(message));
    assert.match(page.body, /id="amount"[^>]* aria-invalid="true"/);
  });
}

test('a withdrawal that the ledger refuses is told with amounts', async () => {
  await using ana = await visit({
    withdraw: async () => {
      throw new ProblemError('insufficient_funds');
    },
  });
  await ana.open('/transaction/withdraw');
  assert.match(
    (await ana.submit({ amount: '50' })).body,
    /Not withdrawn\. You have €100\.00, this needs €50\.00\./,
  );
});
