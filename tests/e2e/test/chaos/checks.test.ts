import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkBalances, checkTotals, expectedBalances } from '../../src/chaos/checks/books.ts';
import { checkDecided, checkRepeated } from '../../src/chaos/checks/decided-intents.ts';
import { checkBalanceRead, checkHistoryRead } from '../../src/chaos/checks/reads.ts';
import { checkRealTimeOrder } from '../../src/chaos/checks/real-time-order.ts';
import { checkReplicas } from '../../src/chaos/checks/replicas.ts';
import { BalanceHistory } from '../../src/chaos/history/balance-history.ts';
import type { Intent } from '../../src/chaos/history/intent.ts';
import { accounts, intent, refusedIntent } from './_intents.ts';

const problemsOf = (tampered: Intent) => [...checkDecided(tampered, accounts)];

describe('a decided transfer against the log', () => {
  it('is right as answered, posted and refused', () => {
    assert.deepEqual(problemsOf(intent()), []);
    assert.deepEqual(problemsOf(refusedIntent()), []);
  });

  const tampered: readonly (readonly [string, Intent, RegExp])[] = [
    ['never decided', intent({ intent: { decision: undefined } }), /never decided/],
    ['lost from the log', intent({ intent: { truth: undefined } }), /not in the log/],
    ['carried out twice', intent({ intent: { effects: 2 } }), /2 times, not 1/],
    ['answered and not carried out', intent({ intent: { effects: 0 } }), /0 times, not 1/],
    ['refused and carried out', refusedIntent({ intent: { effects: 1 } }), /1 times, not 0/],
    ['refused and posted in the log', refusedIntent({ truth: { code: 'applied' } }), /the log says applied/],
    [
      'posted and refused in the log',
      intent({ truth: { code: 'insufficient_funds' } }),
      /insufficient_funds/,
    ],
    ['answered with another id', intent({ posted: { id: 'command-8' } }), /id command-8/],
    ['answered with another position', intent({ posted: { position: 71 } }), /position 71/],
    ['answered with another amount', intent({ posted: { amount: 301 } }), /amount 301/],
    ['answered with another balance', intent({ posted: { balance: 9_701 } }), /balance 9701/],
    ['another amount in the log', intent({ truth: { amount: 299 } }), /moves 299/],
    ['paid by another account', intent({ truth: { fromAccount: 'account-2' } }), /other accounts/],
    ['paid to another account', intent({ truth: { toAccount: 'account-2' } }), /other accounts/],
  ];
  for (const [what, wrong, expected] of tampered) {
    it(`is found when ${what}`, () => assert.match(problemsOf(wrong).join('\n'), expected));
  }
});

describe('a repeated key', () => {
  const first = { code: 'applied', at: 5, posted: { id: 'a', position: 1, amount: 2, balance: 3 } };
  const changes = [{ id: 'b' }, { position: 2 }, { amount: 3 }, { balance: 4 }];

  it('is answered like the first time', () => {
    assert.deepEqual([...checkRepeated('key', first, { ...first, at: 9 })], []);
  });

  it('is found when the answer differs in anything', () => {
    for (const change of changes) {
      const again = { ...first, posted: { ...first.posted, ...change } };
      assert.equal([...checkRepeated('key', first, again)].length, 1, JSON.stringify(change));
    }
    const refused = { code: 'insufficient_funds', at: 9, posted: undefined };
    assert.match([...checkRepeated('key', first, refused)].join(), /insufficient_funds/);
  });
});

describe('the order of real time', () => {
  const operation = (name: string, askedAt: number, answeredAt: number, position: number) => {
    return { name, askedAt, answeredAt, position };
  };

  it('lets what overlaps stand in any order', () => {
    const overlapping = [operation('a', 0, 10, 5), operation('b', 9, 20, 4), operation('c', 21, 30, 6)];
    assert.deepEqual([...checkRealTimeOrder(overlapping)], []);
  });

  it('finds what stands before something answered earlier, also when others lie between', () => {
    const swapped = [operation('a', 0, 10, 5), operation('b', 11, 20, 4)];
    assert.match([...checkRealTimeOrder(swapped)].join(), /b was asked for after a .* 4 < 5/);
    const between = [operation('a', 0, 10, 50), operation('x', 5, 12, 3), operation('b', 13, 20, 4)];
    assert.match([...checkRealTimeOrder(between)].join(), /b was asked for after a/);
  });

  it('finds two operations in one place', () => {
    assert.equal([...checkRealTimeOrder([operation('a', 0, 1, 5), operation('b', 2, 3, 5)])].length, 1);
  });
});

describe('the books', () => {
  const intents = [intent(), refusedIntent()];

  it('follow from the posted transfers alone', () => {
    const expected = expectedBalances([10_000, 10_000, 10_000], intents);
    assert.deepEqual(expected, [9_700, 10_300, 10_000]);
    assert.deepEqual([...checkBalances('the API', [9_700, 10_300, 10_000], expected)], []);
  });

  it('are found to be wrong by a cent, a person, or a sum', () => {
    const expected = expectedBalances([10_000, 10_000, 10_000], intents);
    assert.equal([...checkBalances('the API', [9_701, 10_300, 10_000], expected)].length, 1);
    assert.equal([...checkBalances('the API', [9_700, 10_300], expected)].length, 2);
    assert.equal([...checkBalances('the API', [9_700, 10_300, Number.NaN], expected)].length, 1);
    assert.deepEqual([...checkTotals('the log', new Map([['EUR', 0]]))], []);
    assert.equal([...checkTotals('the log', new Map([['EUR', 1]]))].length, 1);
  });
});

describe('replicas', () => {
  const chains: Readonly<Record<number, string>> = { 8: 'eight', 9: 'nine' };
  const chainAt = (offset: number) => chains[offset];
  const replica = (nextOffset: number, chain: string) => ({ name: 'one', position: 20, nextOffset, chain });

  it('have the chain of their offset', () => {
    assert.deepEqual([...checkReplicas([replica(8, 'eight'), replica(9, 'nine')], chainAt)], []);
  });

  it('are found when they have another one, or stand where the log is not', () => {
    assert.match(
      [...checkReplicas([replica(9, 'eight')], chainAt)].join(),
      /chain eight at offset 9, not nine/,
    );
    assert.match([...checkReplicas([replica(10, 'ten')], chainAt)].join(), /no record/);
  });
});

describe('reads', () => {
  const states = new BalanceHistory();
  states.push({ position: 10, balance: 100 });
  states.push({ position: 20, balance: 70 });
  states.push({ position: 30, balance: 90 });
  const shown = (balance: number, minPosition: number) => [
    ...checkBalanceRead({ account: 'a', balance, minPosition }, states),
  ];

  it('may show any state from the asked position on', () => {
    assert.deepEqual(shown(70, 20), []);
    assert.deepEqual(shown(70, 29), []);
    assert.deepEqual(shown(90, 20), []);
    assert.deepEqual(shown(100, 19), []);
  });

  it('are found when they are older than asked for, or never were', () => {
    assert.equal(shown(100, 20).length, 1);
    assert.equal(shown(70, 30).length, 1);
    assert.equal(shown(80, 10).length, 1);
  });

  it('of a history are found when its newest entry is too old or missing', () => {
    assert.deepEqual([...checkHistoryRead(20, 20)], []);
    assert.equal([...checkHistoryRead(19, 20)].length, 1);
    assert.equal([...checkHistoryRead(undefined, 20)].length, 1);
  });
});
