import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('../../../scripts/warm-compile-cache.mjs', import.meta.url));
const entries = ['main', 'app-thread', 'entries-thread', 'log-thread'];

test('what npm ci and the image do last compiles the program and every thread, and ends', async () => {
  // Node tells of each module that it looks for in its compile cache.
  const env = { ...process.env, NODE_COMPILE_CACHE: undefined, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
  const options = { env, maxBuffer: 64 * 1024 * 1024 };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], options);
  const lines = stdout.split('\n').concat(stderr.split('\n'));
  for (const entry of entries)
    assert.ok(
      lines.some(line => line.includes(`/${entry}.ts`)),
      entry,
    );
  assert.deepEqual(
    lines.filter(line => line !== '' && !line.startsWith('[compile cache]')),
    [],
  );
});
