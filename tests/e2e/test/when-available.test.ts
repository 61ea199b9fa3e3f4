import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, whenAvailable } from '../src/client.ts';

const answer = (status: number): Answer<undefined> => {
  return { status, headers: new Headers({ 'retry-after': '0' }), body: undefined };
};

test('what may be repeated is asked for until it is known, and not again after that', async () => {
  const answers = [503, 504, 201, 503].map(answer);
  const { status } = await whenAvailable(async () => answers.shift() ?? answer(500));
  assert.deepEqual([status, answers.length], [201, 1]);
});

test('a refusal is the answer', async () => {
  const answers = [422, 200].map(answer);
  assert.equal((await whenAvailable(async () => answers.shift() ?? answer(500))).status, 422);
});
