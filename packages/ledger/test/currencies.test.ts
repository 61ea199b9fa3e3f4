import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currencyCode, currencyNumber, currencyNumbers, isKnownCurrency } from '../src/currencies.ts';
import { currencies, currencyExponent } from '../src/index.ts';

test('each currency is one the platform knows, with a number of its own', () => {
  const platform = new Set(Intl.supportedValuesOf('currency'));
  // Newer, or not in use by people, and so not in the platform's list.
  const others = ['BOV', 'CHE', 'CHW', 'CLF', 'COU', 'MXV', 'USN', 'UYI', 'UYW', 'VED', 'XAD', 'XCG', 'ZWG'];
  assert.deepEqual(
    [...currencies.keys()].filter(code => !platform.has(code) && !others.includes(code)),
    [],
  );
  const numbers = new Set([...currencies.keys()].map(currencyNumber));
  assert.equal(numbers.size, currencies.size);
});

test('exponents are those of ISO 4217', () => {
  const exponents = {
    EUR: 2,
    USD: 2,
    RUB: 2,
    JPY: 0,
    KRW: 0,
    ISK: 0,
    KWD: 3,
    TND: 3,
    CLF: 4,
    UYW: 4,
    MGA: 2,
  };
  for (const [code, exponent] of Object.entries(exponents)) assert.equal(currencyExponent(code), exponent);
  for (const code of ['QQQ', 'XXX', 'XAU', 'eur', '', 'constructor'])
    assert.equal(currencyExponent(code), undefined);
});

test('numbers stand for three capital letters, known or not', () => {
  assert.equal(currencyNumber('AAA'), 0);
  assert.equal(currencyNumber('ZZZ'), currencyNumbers - 1);
  for (const text of ['eur', 'EU', 'EURO', 'E1R', 'ÄÖÜ', '']) assert.equal(currencyNumber(text), -1);
  let known = 0;
  for (let number = 0; number < currencyNumbers; number++) {
    assert.equal(currencyNumber(currencyCode(number)), number);
    assert.equal(isKnownCurrency(number), currencies.has(currencyCode(number)));
    if (isKnownCurrency(number)) known++;
  }
  assert.equal(known, currencies.size);
});
