import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Ledger, LedgerHalt } from '../src/index.ts';
import { aliceAccount, apply, deposit, emptyLedger, id, keyed, openedLedger, sha256 } from './_util.ts';

function isCorrupt(error: unknown): boolean {
  return error instanceof LedgerHalt && error.code === 'snapshot_corrupt';
}

function usedLedger(): Ledger {
  const ledger = openedLedger();
  apply(ledger, deposit(aliceAccount, 500, keyed(1, 1)));
  for (const replica of [1, 2])
    apply(ledger, { kind: 'hello', replicaId: id(replica), supports: [1, 2], build: 'test' });
  return ledger;
}

describe('R9 a snapshot', () => {
  test('has the whole state', () => {
    const ledger = usedLedger();
    const restored = Ledger.restore({ sha256 }, ledger.snapshot());
    for (const property of [
      'ledgerId',
      'nextOffset',
      'position',
      'time',
      'chain',
      'logicVersion',
      'accountCount',
      'replicas',
    ] as const) {
      assert.deepEqual(restored[property], ledger[property]);
    }
    assert.deepEqual(restored.snapshot(), ledger.snapshot());
  });

  test('of an empty ledger is an empty ledger', () => {
    const restored = Ledger.restore({ sha256 }, emptyLedger().snapshot());
    assert.equal(restored.ledgerId, undefined);
    assert.deepEqual(restored.snapshot(), emptyLedger().snapshot());
  });

  test('may stand anywhere in a larger buffer', () => {
    const snapshot = usedLedger().snapshot();
    const larger = new Uint8Array(snapshot.length + 20).fill(7);
    larger.set(snapshot, 13);
    assert.deepEqual(Ledger.restore({ sha256 }, larger.subarray(13, -7)).snapshot(), snapshot);
  });

  test('that is torn is refused', () => {
    const snapshot = usedLedger().snapshot();
    for (let length = 0; length < snapshot.length; length += 97) {
      assert.throws(() => Ledger.restore({ sha256 }, snapshot.subarray(0, length)), isCorrupt);
    }
  });

  test('with a flipped bit is refused', () => {
    const snapshot = usedLedger().snapshot();
    for (let at = 0; at < snapshot.length; at += 97) {
      const flipped = Uint8Array.from(snapshot, (byte, i) => (i === at ? byte ^ 1 : byte));
      assert.throws(() => Ledger.restore({ sha256 }, flipped), isCorrupt);
    }
  });

  test('of another version, or with anything left over, is refused though its checksum fits', () => {
    const body = usedLedger().snapshot().slice(0, -32);
    const sealed = (bytes: Uint8Array) => Uint8Array.of(...bytes, ...sha256(bytes));
    assert.doesNotThrow(() => Ledger.restore({ sha256 }, sealed(body)));
    const newer = Uint8Array.from(body, (byte, i) => (i === 0 ? byte + 1 : byte));
    for (const bytes of [newer, Uint8Array.of(...body, 0), body.slice(0, -1), body.slice(0, 5)]) {
      assert.throws(() => Ledger.restore({ sha256 }, sealed(bytes)), isCorrupt);
    }
  });

  test('in which money is missing is refused though its checksum fits', () => {
    const body = usedLedger().snapshot().slice(0, -32);
    const needle = Buffer.alloc(8);
    needle.writeDoubleBE(500);
    const at = Buffer.from(body).indexOf(needle);
    assert.ok(at > 0);
    new DataView(body.buffer, body.byteOffset).setFloat64(at, 499);
    assert.throws(() => Ledger.restore({ sha256 }, Uint8Array.of(...body, ...sha256(body))), isCorrupt);
  });

  test('is refused under another key window or account limit, since these decide outcomes', () => {
    const snapshot = usedLedger().snapshot();
    assert.throws(() => Ledger.restore({ sha256, keyWindowMs: 1 }, snapshot), isCorrupt);
    assert.throws(() => Ledger.restore({ sha256, maxAccounts: 1 }, snapshot), isCorrupt);
  });
});
