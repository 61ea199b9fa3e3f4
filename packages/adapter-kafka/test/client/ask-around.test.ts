import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askAround } from '../../src/client/ask-around.ts';

const patient = 60_000;
const answers = () => Promise.resolve();
const fails = () => Promise.reject(new Error('no'));
const hangs = () => new Promise<void>(() => undefined);

async function ask(candidates: readonly (() => Promise<void>)[], patienceMs: number) {
  let asked = 0;
  const isAnswered = await askAround(
    candidates,
    candidate => {
      asked += 1;
      return candidate();
    },
    patienceMs,
  );
  return [isAnswered, asked];
}

describe('asking around', () => {
  it('asks nobody else when the first one answers', async () => {
    assert.deepEqual(await ask([answers, answers], patient), [true, 1]);
  });

  it('asks the next one at once when one fails', async () => {
    assert.deepEqual(await ask([fails, fails, answers, answers], patient), [true, 3]);
  });

  it('asks the next one when one hangs', async () => {
    assert.deepEqual(await ask([hangs, hangs, answers], 1), [true, 3]);
  });

  it('takes the late answer of one that was given up', async () => {
    const late = Promise.withResolvers<void>();
    const asksLate = () => {
      late.resolve();
      return hangs();
    };
    assert.deepEqual(await ask([() => late.promise, asksLate], 1), [true, 2]);
  });

  it('says when nobody answers', async () => {
    assert.deepEqual(await ask([], patient), [false, 0]);
    assert.deepEqual(await ask([fails, fails], patient), [false, 2]);
  });
});
