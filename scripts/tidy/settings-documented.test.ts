import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settings } from '../../apps/standalone/src/config.ts';
import { readText } from './_files.ts';

test('docs/reference/settings.md has every setting, with its default and meaning, and no other', () => {
  const documented = readText('docs/reference/settings.md').match(/^\| `.*$/gm) ?? [];
  const actual = Object.entries(settings).map(([name, { default: value, meaning }]) => {
    return `| \`${name}\` | ${value === '' ? 'none' : `\`${value}\``} | ${meaning} |`;
  });
  assert.deepEqual(documented, actual);
});
