import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Transfer } from '@fintech/ledger';
import { toTransactionEvent } from '../../src/events/transaction-events.ts';

const command: Transfer = {
  kind: 'transfer',
  id: 'command',
  time: 1,
  notAfter: 2,
  purpose: 'transfer',
  actorId: 'owner',
  legs: [{ from: 'mine', to: 'yours', amount: 5, currency: 'EUR' }],
};

function eventOf(code: string) {
  const outcome = { position: 7, commandId: command.id, kind: 'transfer', code, time: 1 };
  const context = { ledgerId: 'ledger', ownerOf: () => undefined };
  return toTransactionEvent({ command, outcome, entries: [] }, context);
}

test('an outcome that this build does not know is not told as a success', () => {
  assert.throws(() => eventOf('refused_by_tomorrow'), /nobody knows what refused_by_tomorrow means/);
});

test('a repeat is not told, and whose account it is that may not be used is not said', () => {
  assert.equal(eventOf('replayed'), undefined);
  assert.deepEqual(eventOf('account_not_owned'), {
    id: 'transaction.refused:ledger:7',
    type: 'transaction.refused',
    time: 1,
    data: {
      transaction_id: 'command',
      type: 'transfer',
      position: 7,
      user_id: 'owner',
      legs: [{ from: { account_id: 'mine' }, to: { account_id: 'yours' }, amount: 5, currency: 'EUR' }],
      code: 'account_not_found',
    },
  });
});
