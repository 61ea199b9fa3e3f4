import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Rule, topicTemplates } from '../../src/topics/templates.ts';

const page = readFileSync(new URL('../../../../docs/reference/kafka-topics.md', import.meta.url), 'utf8');

/** The first cells of the rows of one section's table, by their first cell. */
function rows(title: string): Map<string, string[]> {
  const section = page.split(`## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
  const lines = [...section.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)];
  return new Map(lines.map(([, name = '', cells = '']) => [name, cells.split(' | ')]));
}

const inWords = (value: string, rule: Rule): string => (rule === 'exactly' ? value : `${value} or more`);

test('docs/reference/kafka-topics.md names every topic with its partitions and replicas', () => {
  const documented = [...rows('Topics')].map(([topic, cells]) => [topic, ...cells.slice(0, 2)]);
  assert.deepEqual(
    documented,
    topicTemplates.map(({ topic, partitions, replicas }) => [
      topic,
      inWords(String(partitions.count), partitions.rule),
      inWords(String(replicas), 'at least'),
    ]),
  );
});

test('docs/reference/kafka-topics.md names every setting of every topic', () => {
  const documented = [...rows('Settings of the topics')].flatMap(([setting, cells]) =>
    topicTemplates.map(({ topic }, i) => `${topic} ${setting} ${cells[i]}`),
  );
  const actual = topicTemplates.flatMap(({ topic, settings }) =>
    settings.map(({ name, value, rule }) => `${topic} ${name} ${inWords(value, rule)}`),
  );
  assert.deepEqual(documented.toSorted(), actual.toSorted());
});
