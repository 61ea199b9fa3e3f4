import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { kafkaSettings } from '../../src/stack/kafka/kafka-settings.ts';

test('the brokers of tests have the settings that docs/reference/kafka-topics.md demands', () => {
  const page = readFileSync(new URL('../../../../docs/reference/kafka-topics.md', import.meta.url), 'utf8');
  const section = page.split('## Settings of the brokers\n')[1]?.split('\n## ')[0] ?? '';
  const documented = [...section.matchAll(/^\| `([^`]+)` \| (\S+) \|/gm)].map(
    ([, name, value]) => `${name}=${value}`,
  );
  assert.ok(documented.length > 5);

  const place = { address: '127.0.0.1', clientPort: 1, controllerPort: 2, javaOptions: [], runThrough: [] };
  const node = { ...place, id: 1, classPath: '', directory: '' };
  const settings = kafkaSettings(node, [node]).split('\n');
  assert.deepEqual(
    documented.filter(setting => !settings.includes(setting)),
    [],
  );
});
