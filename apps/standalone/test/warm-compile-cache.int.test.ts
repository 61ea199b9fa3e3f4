import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('../../../scripts/warm-compile-cache.mjs', import.meta.url));

test('what npm ci and the image do last loads the program and every thread, and ends', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script]);
  assert.deepEqual([stdout, stderr], ['', '']);
});
