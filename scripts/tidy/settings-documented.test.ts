import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settings as clusterSettings } from '../../apps/cluster/src/config.ts';
import { settings as standaloneSettings } from '../../apps/standalone/src/config.ts';
import { readText } from './_files.ts';

const forms = { Standalone: standaloneSettings, Cluster: clusterSettings };

for (const [form, settings] of Object.entries(forms)) {
  test(`docs/reference/settings.md has every setting of ${form}, with its default and meaning, and no other`, () => {
    const [, section = ''] = readText('docs/reference/settings.md').split(`\n## ${form}\n`);
    const documented = section.split('\n## ')[0]?.match(/^\| `.*$/gm) ?? [];
    const actual = Object.entries(settings).map(([name, { default: value, meaning }]) => {
      return `| \`${name}\` | ${value === '' ? 'none' : `\`${value}\``} | ${meaning} |`;
    });
    assert.deepEqual(documented, actual);
  });
}
