import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SeededRandom } from '@fintech/testkit/simulator';
import { allFaults } from '../../src/chaos/faults/all-faults.ts';
import { chooseFaults } from '../../src/chaos/options.ts';
import { schedule } from '../../src/chaos/schedule.ts';

const kindsOf = (seed: number, count: number, atOnce: 1 | 2 = 1) =>
  schedule(allFaults, new SeededRandom(seed), atOnce)
    .take(count)
    .map(faults => faults.map(({ kind }) => kind))
    .toArray();

it('follows from the seed alone', () => {
  assert.deepEqual(kindsOf(7, 40), kindsOf(7, 40));
  assert.notDeepEqual(kindsOf(7, 40), kindsOf(8, 40));
});

it('brings every kind once before any comes again', () => {
  const kinds = kindsOf(7, 2 * allFaults.length).flat();
  assert.equal(new Set(kinds.slice(0, allFaults.length)).size, allFaults.length);
  assert.equal(new Set(kinds.slice(allFaults.length)).size, allFaults.length);
});

it('pairs faults of different parts only', () => {
  const partOf = new Map(allFaults.map(({ kind, part }) => [kind, part]));
  const pairs = kindsOf(7, 50, 2).filter(kinds => kinds.length === 2);
  assert.ok(pairs.length > 25);
  for (const [one = '', other = ''] of pairs) assert.notEqual(partOf.get(one), partOf.get(other));
});

it('chooses faults by words of their kinds', () => {
  assert.deepEqual(
    chooseFaults('redis, two brokers').map(({ kind }) => kind),
    ['redis master killed', 'redis master paused', 'two brokers killed'],
  );
  assert.equal(chooseFaults('').length, allFaults.length);
  assert.throws(() => chooseFaults('nothing like it'), RangeError);
});
