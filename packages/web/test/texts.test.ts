import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locales, texts } from '../src/index.ts';

/** Path and text of every entry; functions are called with marks that must come back. */
function entries(value: unknown, path: string): (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value(...marks(value.length, path)))]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    entries(child, path === '' ? key : `${path}.${key}`),
  );
}

const marks = (count: number, path: string): readonly (string | number)[] =>
  [7, 8]
    .slice(0, count)
    .map(mark => (path.endsWith('.step') || path.endsWith('.count') ? mark : `<${mark}>`));

test('every language has the same texts, and none is empty', () => {
  const paths = locales.map(locale => entries(texts[locale], '').map(([path]) => path));
  assert.ok((paths[0]?.length ?? 0) > 150);
  for (const others of paths) assert.deepEqual(others, paths[0]);
  for (const locale of locales) {
    for (const [path, text] of entries(texts[locale], ''))
      assert.notEqual(text.trim(), '', `${locale}: ${path}`);
  }
});

test('every text says everything it is given', () => {
  const count = (text: string): number => text.match(/[78]/g)?.length ?? 0;
  const english = new Map(entries(texts.en, ''));
  for (const [path, text] of entries(texts.ru, '')) {
    if (/<[78]>/.test(text)) assert.equal(count(text), count(english.get(path) ?? ''), path);
  }
});

test('Russian texts are Russian', () => {
  const international = new Set(['brand', 'landing.sampleName']);
  for (const [path, text] of entries(texts.ru, '')) {
    if (!international.has(path)) assert.match(text, /\p{Script=Cyrillic}/u, path);
  }
});

test('counts follow the plural rules of the language', () => {
  assert.deepEqual(
    [1, 2, 1_000].map(count => texts.en.history.count(count)),
    ['1 movement', '2 movements', '1,000 movements'],
  );
  assert.deepEqual(
    [1, 3, 5, 11, 21].map(count => texts.ru.history.count(count)),
    ['1 движение', '3 движения', '5 движений', '11 движений', '21 движение'],
  );
});
