import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { missingNetwork } from '@fintech/testkit/stack';
import { SmallDisk } from '../../src/chaos/small-disk.ts';

const reason = await missingNetwork();
const skip = process.env.CI === 'true' ? false : reason;

test('a small disk can be full and freed, and is gone in the end', { skip }, async () => {
  const path = await mkdtemp(join(tmpdir(), 'fintech-disk-'));
  const file = join(path, 'log');
  {
    await using disk = await SmallDisk.mount(path, 2);
    await appendFile(file, 'one');
    await disk.fill();
    await assert.rejects(appendFile(file, Buffer.alloc(10_000)), { code: 'ENOSPC' });
    await disk.free();
    await appendFile(file, Buffer.alloc(10_000));
  }
  await rm(path, { recursive: true });
});
