import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCommand, encodeRecord, Ledger } from '@fintech/ledger';
import { readSnapshotAside, sha256 } from '../src/index.ts';

const options = { sha256, keyWindowMs: 1000, maxAccounts: 3 };

function ledgerOfOneRecord(): Ledger {
  const ledger = new Ledger(options);
  const id = '1'.repeat(32);
  ledger.applyRecord(
    0,
    encodeRecord([encodeCommand({ kind: 'genesis', id, time: 1, notAfter: 2, ledgerId: id })]),
  );
  return ledger;
}

test('a snapshot that is read aside says what the ledger was', async () => {
  const ledger = ledgerOfOneRecord();
  const { nextOffset, chain } = ledger;
  assert.deepEqual(await readSnapshotAside(options, ledger.snapshot()), { nextOffset, chain });
});

test('what shares its memory with a snapshot stays as it is', async () => {
  const snapshot = ledgerOfOneRecord().snapshot();
  const shared = new Uint8Array(snapshot.length + 1);
  shared.set(snapshot);
  shared[snapshot.length] = 7;
  await readSnapshotAside(options, shared.subarray(0, snapshot.length));
  assert.equal(shared.at(-1), 7);
});

test('a damaged snapshot, and one that was taken under other settings, is refused', async () => {
  const snapshot = ledgerOfOneRecord().snapshot();
  const damaged = snapshot.with(20, 255);
  await assert.rejects(readSnapshotAside(options, damaged), /the snapshot cannot be used/);
  await assert.rejects(
    readSnapshotAside({ ...options, maxAccounts: 4 }, snapshot),
    /the snapshot cannot be used/,
  );
});
