import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AccountTable } from '../src/account-table.ts';
import { absent, HashSlots } from '../src/hash-slots.ts';
import { viewOfId } from '../src/id.ts';
import { id } from './_util.ts';

function find(slots: HashSlots, hash: number, wanted: number): number {
  for (let slot = slots.first(hash); slot !== absent; slot = slots.next(slot, hash)) {
    if (slots.entry(slot) === wanted) return wanted;
  }
  return absent;
}

test('hash slots hold what a set holds, also when hashes collide and wrap around', () => {
  const entry = fc.integer({ min: 0, max: 150 });
  const property = fc.property(fc.array(entry, { maxLength: 400, size: 'max' }), entries => {
    // Few hashes, near the end of the table, make long runs that cross the end.
    const hashOf = (entry: number) => 60 + (entry % 5);
    const slots = new HashSlots();
    const expected = new Set<number>();
    for (const entry of entries) {
      if (expected.delete(entry)) {
        slots.remove(hashOf(entry), entry);
      } else {
        expected.add(entry);
        slots.insert(hashOf(entry), entry);
      }
    }
    for (let entry = 0; entry <= 150; entry++) {
      assert.equal(find(slots, hashOf(entry), entry), expected.has(entry) ? entry : absent);
    }
  });
  fc.assert(property, { numRuns: 300 });
});

test('the account table finds ids like a map, through several doublings', () => {
  const accounts = new AccountTable();
  const expected = new Map<string, number>();
  for (let number = 0; number < 5_000; number++) {
    const accountId = id(number * number * 1_000_003);
    if (expected.has(accountId)) continue;
    expected.set(accountId, accounts.size);
    accounts.open(viewOfId(accountId), 0, 0, 0, 'customer', number);
  }
  for (const [accountId, account] of expected) {
    assert.equal(accounts.find(viewOfId(accountId), 0), account);
    assert.equal(accounts.view(account).id, accountId);
    assert.equal(accounts.find(viewOfId(`f${accountId.slice(1)}`), 0), absent);
  }
});
