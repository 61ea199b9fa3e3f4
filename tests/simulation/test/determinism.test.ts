import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runHistory } from '../src/history.ts';

test('a history is a function of its seed', async () => {
  for (const seed of [1, 2, 3]) {
    const first = await runHistory(seed);
    assert.deepEqual(await runHistory(seed), first);
  }
});

test('another seed is another history', async () => {
  const [first, second] = [await runHistory(1), await runHistory(4)];
  assert.notEqual(first.fingerprint, second.fingerprint);
});
