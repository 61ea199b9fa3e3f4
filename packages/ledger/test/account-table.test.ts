import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccountTable } from '../src/account-table.ts';
import { absent } from '../src/hash-slots.ts';
import { viewOfId } from '../src/id.ts';
import { LedgerHalt } from '../src/index.ts';
import { id } from './_util.ts';

test('the account table finds ids like a map, through several doublings and after a restore', () => {
  const accounts = new AccountTable();
  const expected = new Map<string, number>();
  for (let number = 0; number < 5_000; number++) {
    const accountId = id(number * number * 1_000_003);
    if (expected.has(accountId)) continue;
    expected.set(accountId, accounts.size);
    accounts.open(viewOfId(accountId), 0, 0, 0, 'customer', number);
  }
  const restored = new AccountTable();
  restored.restore(accounts.rows());
  for (const table of [accounts, restored]) {
    for (const [accountId, account] of expected) {
      assert.equal(table.find(viewOfId(accountId), 0), account);
      assert.equal(table.view(account).id, accountId);
      assert.equal(table.find(viewOfId(`f${accountId.slice(1)}`), 0), absent);
    }
  }
});

test('R17 postings that would break a promise about balances halt', () => {
  const accounts = new AccountTable();
  accounts.open(viewOfId(id(1)), 0, 0, 0, 'system', 0);
  accounts.open(viewOfId(id(2)), 0, 0, 0, 'customer', 0);
  const beyond = Number.MAX_SAFE_INTEGER + 1;
  for (const [from, fromBalance, to, toBalance] of [
    [0, -1, 1, 2],
    [0, 1, 1, -1],
    [0, 0, 1, 0],
    [1, -1, 0, 1],
    [0, -beyond, 1, beyond],
    [0, -0.5, 1, 0.5],
  ] as const) {
    assert.throws(
      () => accounts.post(from, fromBalance, to, toBalance),
      error => error instanceof LedgerHalt && error.code === 'invariant_broken',
    );
  }
});
