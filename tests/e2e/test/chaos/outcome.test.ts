import assert from 'node:assert/strict';
import { it } from 'node:test';
import { outcomeOf } from '../../src/chaos/load/outcome.ts';

const answer = (status: number, body: unknown) => ({ status, body, replayed: false, servedBy: undefined });
const posted = {
  id: 'a',
  type: 'transfer',
  status: 'posted',
  from: { account_id: 'x', username: 'anna' },
  to: { account_id: 'y', username: 'bert' },
  amount: 5,
  currency: 'EUR',
  description: '',
  created_at: '2026-01-01T00:00:00.000Z',
  position: 9,
  balance: { available: 7, held: 0 },
};

it('takes for unknown whatever does not say what became of it', () => {
  for (const unknown of [
    'timed out',
    'broke off',
    answer(503, {}),
    answer(504, { code: 'outcome_unknown' }),
  ] as const)
    assert.equal(outcomeOf(unknown).kind, 'unknown');
});

it('knows posted transfers, lasting refusals, and sessions that were not accepted', () => {
  assert.deepEqual(outcomeOf(answer(201, posted)), {
    ...{ kind: 'posted', id: 'a', position: 9, amount: 5, balance: 7, replayed: false },
  });
  assert.equal(outcomeOf(answer(422, { code: 'insufficient_funds' })).kind, 'refused');
  assert.equal(outcomeOf(answer(401, { code: 'unauthenticated' })).kind, 'unauthenticated');
});

it('takes no other answer for right', () => {
  const wrong = [
    answer(201, { ...posted, amount: '5' }),
    answer(200, posted),
    answer(422, { code: 'account_not_found' }),
    answer(422, { code: 'idempotency_conflict' }),
    answer(404, {}),
  ];
  for (const bad of wrong) assert.equal(outcomeOf(bad).kind, 'wrong');
});
