import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BalanceSum, isAmount, isBalance, moneyMax } from '../src/money.ts';

test('amounts are the whole numbers from 1 to 2^53−1', () => {
  for (const amount of [1, 2, moneyMax]) assert.equal(isAmount(amount), true);
  for (const amount of [0, -0, -1, 0.1, 1.5, moneyMax + 1, 2 ** 64, Infinity, -Infinity, Number.NaN]) {
    assert.equal(isAmount(amount), false);
  }
});

test('balances lie within ±(2^53−1)', () => {
  for (const balance of [0, -moneyMax, moneyMax]) assert.equal(isBalance(balance), true);
  for (const balance of [moneyMax + 1, -moneyMax - 1, 0.5, Number.NaN])
    assert.equal(isBalance(balance), false);
});

test('sums of balances are exact where plain sums are not', () => {
  const plain = [moneyMax, moneyMax, 3, -moneyMax, -moneyMax, -3].reduce((sum, balance) => sum + balance, 0);
  assert.notEqual(plain, 0);
  fc.assert(
    fc.property(fc.array(fc.maxSafeInteger(), { maxLength: 200 }), balances => {
      const sum = new BalanceSum();
      let expected = 0n;
      for (const balance of balances) {
        sum.add(balance);
        expected += BigInt(balance);
      }
      // What is missing to zero, in pieces that are balances themselves.
      for (let missing = -expected; missing !== 0n; ) {
        const limit = BigInt(moneyMax);
        const piece = missing > limit ? limit : missing < -limit ? -limit : missing;
        sum.add(Number(piece));
        missing -= piece;
      }
      assert.equal(sum.value, 0);
      sum.add(7);
      assert.equal(sum.value, 7);
    }),
  );
});
