import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatMoney, locales, moneyParts } from '../src/index.ts';

const euro = { currency: 'EUR', exponent: 2 };

test('every digit of a safe integer survives, in every language and currency', () => {
  const amounts = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  const currencies = fc.constantFrom(
    { currency: 'JPY', exponent: 0 },
    { currency: 'HUF', exponent: 2 },
    { currency: 'KWD', exponent: 3 },
    { currency: 'CLF', exponent: 4 },
  );
  fc.assert(
    fc.property(amounts, currencies, fc.constantFrom(...locales), (amount, currency, locale) => {
      const text = formatMoney(locale, { amount, ...currency });
      const digits = text.replace(/\D/g, '');
      assert.equal(digits, String(Math.abs(amount)).padStart(currency.exponent + 1, '0'));
      assert.equal(text.includes('−'), amount < 0);
    }),
  );
});

test('the parts of an amount are the amount', () => {
  for (const locale of locales) {
    const money = { amount: -123_456, ...euro };
    const text = moneyParts(locale, money)
      .map(part => part.text)
      .join('');
    assert.equal(text, formatMoney(locale, money));
  }
});

test('each language writes amounts its own way', () => {
  const money = { amount: 123_456, ...euro };
  assert.equal(formatMoney('en', money), '€1,234.56');
  assert.equal(formatMoney('ru', money), '1\u00a0234,56\u00a0€');
  assert.equal(formatMoney('en', money, 'always'), '+€1,234.56');
  assert.equal(formatMoney('en', { ...money, amount: -1 }, 'always'), '−€0.01');
});

test('an amount that is no whole number of minor units is refused', () => {
  assert.throws(() => formatMoney('en', { amount: 0.5, ...euro }), RangeError);
});
