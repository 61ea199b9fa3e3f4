import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { definitions } from '../src/definitions.ts';

const page = readFileSync(new URL('../../../docs/reference/mongodb-collections.md', import.meta.url), 'utf8');

test('docs/reference/mongodb-collections.md names every collection', () => {
  const [introduction = ''] = page.split('\n## ');
  const documented = [...introduction.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(documented.toSorted(), definitions.map(({ name }) => name).toSorted());
});

test('docs/reference/mongodb-collections.md names every index and its fields', () => {
  const documented = [...page.matchAll(/^\| `(\w+)` \| `(\w+)` \| (.+?) \|$/gm)].map(
    ([, collection, index, fields = '']) => `${collection} ${index} ${fields.replaceAll(/[`,]/g, '')}`,
  );
  const defined = definitions.flatMap(({ name, indexes }) =>
    indexes.map(index => `${name} ${index.name} ${Object.keys(index.key).join(' ')}`),
  );
  assert.deepEqual(documented.toSorted(), defined.toSorted());
});
