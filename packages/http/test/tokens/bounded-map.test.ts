import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedMap } from '@fintech/http';

test('a full map forgets what was set longest ago', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  map.set('c', 4);
  assert.deepEqual(
    ['a', 'b', 'c'].map(key => map.get(key)),
    [3, undefined, 4],
  );
  assert.equal(map.size, 2);
});
