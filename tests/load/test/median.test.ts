import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median } from '../src/median.ts';

test('the median is the one in the middle, whatever their order', () => {
  assert.equal(median([9, 1, 10]), 9);
  assert.equal(median([7]), 7);
});

test('the median of an even number of figures leans to neither side', () => {
  assert.equal(median([1, 2]), 1.5);
  assert.equal(median([10, 1, 3, 4]), 3.5);
});

test('there is no median of nothing', () => {
  assert.ok(Number.isNaN(median([])));
});
