import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const source = new URL('../src/', import.meta.url);
const banned = [
  { pattern: /from '(?!\.)/, instead: 'the ledger imports nothing; inject what it needs' },
  { pattern: /\bimport\(|\brequire\(/, instead: 'the ledger imports nothing; inject what it needs' },
  { pattern: /\bDate\b|\bperformance\b/, instead: 'time comes from the log' },
  { pattern: /\bMath\.random\b|\bcrypto\b/, instead: 'ids come from the log' },
  { pattern: /\bNumber\(|\bparseFloat\b|\bparseInt\b/, instead: 'numbers come as integers from the decoder' },
  { pattern: /\bprocess\b|\bconsole\b|\bglobalThis\b/, instead: 'the ledger has no surroundings' },
  { pattern: /\basync\b|\bawait\b|\bPromise\b/, instead: 'apply is synchronous' },
];

const sourceFiles = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.ts'),
);

test('R6 the source of the ledger is pure', () => {
  for (const file of sourceFiles) {
    const text = readFileSync(new URL(file, source), 'utf8');
    const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*/g, '');
    for (const { pattern, instead } of banned) assert.doesNotMatch(code, pattern, `${file}: ${instead}`);
  }
});
