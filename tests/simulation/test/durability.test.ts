import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

/**
 * A power failure cannot be simulated for a real disk, and the setting belongs to a connection that nobody else sees.
 * So it is read where it is written.
 */
test('the log of commands is flushed to the disk with every commit', () => {
  const file = new URL('../../../packages/adapter-sqlite/src/log/log-database.ts', import.meta.url);
  assert.match(readFileSync(file, 'utf8'), /pragma synchronous = full;/);
});
