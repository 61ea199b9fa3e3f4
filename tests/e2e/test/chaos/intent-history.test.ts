import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { SeededRandom } from '@fintech/testkit/simulator';
import { IntentHistory } from '../../src/chaos/history/intent-history.ts';
import { Violations } from '../../src/chaos/violations.ts';
import { accounts, intent, type Tampering } from './_intents.ts';

const count = 5000;
/** More than an intent stays young. */
const later = 100_000;

/** Transfers of 1 from the first person to the second, one a millisecond, each in its place in the log. */
function asked(context: TestContext, tampering: (number: number) => Tampering = () => ({})) {
  const violations = new Violations();
  const settled: number[] = [];
  const history = new IntentHistory({
    accounts,
    openingBalance: 10_000,
    violations,
    onSettled: ({ number }) => settled.push(number),
  });
  let now = 0;
  context.mock.method(performance, 'now', () => now);
  for (let number = 0; number < count; number++) {
    const changes = tampering(number);
    const position = number + 1;
    history.add(
      intent({
        intent: { number, key: `chaos-1-${number}`, amount: 1, askedAt: number, ...changes.intent },
        decision: { at: number + 0.5, ...changes.decision },
        posted: { amount: 1, position, ...changes.posted },
        truth: { amount: 1, position, ...changes.truth },
      }),
    );
    if (number === count - 2) now = later;
  }
  return { history, violations, settled };
}

describe('the history of all transfers', () => {
  it('settles what is old and known, but for some, and forgets none of it', context => {
    const { history, violations, settled } = asked(context);
    assert.deepEqual(violations.listed, []);
    // All but the last two thousand, and of those one of twenty stays whole.
    assert.equal(settled.length, (3000 * 19) / 20);
    assert.equal(history.whole.length, count - settled.length);
    assert.deepEqual(history.balances(), [10_000 - count, 10_000 + count, 10_000]);
    const placed = history.placed().toSorted((a, b) => a.position - b.position);
    assert.deepEqual(
      placed.map(({ position, askedAt, answeredAt }) => [position, askedAt, answeredAt]),
      Array.from({ length: count }, (_, number) => [number + 1, number, number + 0.5]),
    );
    assert.equal(history.since(count - 10).length, 10);
  });

  it('never asks again for what is settled', context => {
    const { history, settled } = asked(context);
    const random = new SeededRandom(1);
    const gone = new Set(settled);
    let old = 0;
    for (let i = 0; i < 2000; i++) {
      const { number = -1 } = history.some(random) ?? {};
      assert.ok(number >= 0 && !gone.has(number));
      if (number < count - 1000) old += 1;
    }
    assert.ok(old > 0, 'some are old');
  });

  it('holds what it settles against the log', context => {
    const { violations } = asked(context, number => (number === 7 ? { posted: { balance: 1 } } : {}));
    assert.match(violations.listed.join(), /^chaos-1-7 was answered balance 1, not/);
  });

  it('keeps what is not known yet, and all that came after it', context => {
    const { settled } = asked(context, number => (number === 7 ? { intent: { decision: undefined } } : {}));
    assert.deepEqual(settled, [1, 2, 3, 4, 5, 6]);
  });
});
