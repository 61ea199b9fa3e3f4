import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { absent, HashSlots } from '../src/hash-slots.ts';

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
