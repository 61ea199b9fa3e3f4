import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { KillRun } from '../src/kill-run.ts';
import { verifyWallet } from '../src/wallet.ts';

const kills = Number(process.env.KILLS ?? 20);

test(`after ${kills} kills under load no answered transfer is lost or doubled`, async context => {
  const directory = await mkdtemp(join(tmpdir(), 'wallet-kill-'));
  try {
    const onProgress = (message: string) => context.diagnostic(message);
    const report = await new KillRun({ directory, kills, people: 8, clients: 24, onProgress }).run();
    context.diagnostic(JSON.stringify(report));
    assert.ok(report.posted > kills && report.repeated > kills, 'the kills came under load');
    const { code, output } = await verifyWallet(directory);
    context.diagnostic(output);
    assert.equal(code, 0, output);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
