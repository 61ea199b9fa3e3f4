import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editableAmount, type Locale, locales, readTypedAmount } from '../src/index.ts';

const amounts = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const exponents = fc.integer({ min: 0, max: 4 });
const languages: fc.Arbitrary<Locale> = fc.constantFrom(...locales);

test('an amount that we wrote is read back as it was, in every language and currency', () => {
  fc.assert(
    fc.property(amounts, exponents, languages, (amount, exponent, locale) => {
      const text = editableAmount(locale, { amount, currency: 'EUR', exponent });
      assert.deepEqual(readTypedAmount(text, exponent), { ok: true, amount });
    }),
  );
});

test('grouping by any usual separator changes nothing', () => {
  fc.assert(
    fc.property(amounts, fc.constantFrom(' ', '\u00a0', '\u202f', "'", '’', ','), (amount, separator) => {
      const digits = String(amount).padStart(3, '0');
      const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, separator);
      assert.deepEqual(readTypedAmount(`${whole}.${digits.slice(-2)}`, 2), { ok: true, amount });
    }),
  );
});

test('no text makes it throw, and what it accepts is a positive safe integer', () => {
  const typed = fc.oneof(fc.string(), fc.stringMatching(/^[\d ,.'’-]{0,45}$/));
  fc.assert(
    fc.property(typed, exponents, (text, exponent) => {
      const read = readTypedAmount(text, exponent);
      if (read.ok) assert.ok(Number.isSafeInteger(read.amount) && read.amount > 0);
    }),
  );
});

const examples = [
  ['12', 2, 1_200],
  ['12.5', 2, 1_250],
  ['12,50', 2, 1_250],
  ['1 234,5', 2, 123_450],
  ['1,234.50', 2, 123_450],
  ['1.234,50', 2, 123_450],
  ['1.234.567,89', 2, 123_456_789],
  ['1,234,567', 2, 123_456_700],
  ['0,01', 2, 1],
  ['1,234', 0, 1_234],
  ['1.234', 3, 1_234],
  ['90071992547409.91', 2, Number.MAX_SAFE_INTEGER],
  ['', 2, 'empty'],
  ['   ', 2, 'empty'],
  ['twelve', 2, 'not_a_number'],
  ['-5', 2, 'not_a_number'],
  ['1e3', 2, 'not_a_number'],
  ['1..5', 2, 'not_a_number'],
  ['12.', 2, 'not_a_number'],
  ['.5', 2, 'not_a_number'],
  ['12,34,5', 2, 'not_a_number'],
  ['1 23', 2, 'not_a_number'],
  ['1,234', 2, 'ambiguous'],
  ['1.234', 2, 'ambiguous'],
  ['1.005.5', 2, 'not_a_number'],
  ['12.345', 2, 'ambiguous'],
  ['0.005', 2, 'too_precise'],
  ['12.5', 0, 'too_precise'],
  ['0', 2, 'not_positive'],
  ['0.00', 2, 'not_positive'],
  ['90071992547409.92', 2, 'too_large'],
  ['9'.repeat(41), 2, 'not_a_number'],
] as const;

for (const [text, exponent, expected] of examples) {
  test(`"${text}" with ${exponent} decimals is ${expected}`, () => {
    const read = readTypedAmount(text, exponent);
    assert.equal(read.ok ? read.amount : read.problem, expected);
  });
}
