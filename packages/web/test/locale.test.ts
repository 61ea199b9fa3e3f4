import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseLocale } from '../src/index.ts';

const cases = [
  ['ru', 'en', 'ru'],
  [undefined, 'ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
  [undefined, 'en;q=0.1, ru;q=0.2', 'ru'],
  [undefined, 'de, ru;q=0.5', 'ru'],
  [undefined, 'ru;q=0', 'en'],
  [undefined, 'fr', 'en'],
  [undefined, undefined, 'en'],
  ['xx', 'ru', 'ru'],
  ['__proto__', ';;q=,,', 'en'],
] as const;

for (const [cookie, header, expected] of cases) {
  test(`cookie ${cookie} and Accept-Language ${header} choose ${expected}`, () => {
    assert.equal(chooseLocale(cookie, header), expected);
  });
}
