import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { encodeCommand, encodeRecord, Ledger, LedgerHalt } from '@fintech/ledger';
import type { RecordHandler } from '@fintech/ports';
import { assertOwnLog, type Remembered } from '../../src/ledger/own-log.ts';

const options = { sha256: (bytes: Uint8Array) => hash('sha256', bytes, 'buffer') };
const id = (number: number) => number.toString(16).padStart(32, '0');

function genesis(ledgerId: string, time = 1): Uint8Array {
  return encodeRecord([encodeCommand({ kind: 'genesis', id: id(9), time, notAfter: 10, ledgerId })]);
}

function chainOf(record: Uint8Array): string {
  return new Ledger(options).applyRecord(0, record).chain;
}

/** A log that delivers one record after another, as long as it is taken. */
function logOf(...records: readonly Uint8Array[]) {
  let delivered = 0;
  let closed = false;
  const subscribe = (fromOffset: number, handler: RecordHandler) => {
    const run = async () => {
      for (const [index, bytes] of records.entries()) {
        if (closed) return;
        delivered += 1;
        await handler([{ offset: fromOffset + index, bytes }]);
      }
    };
    const caughtUp = run();
    return {
      caughtUp,
      close: async () => {
        closed = true;
        await caughtUp;
      },
    };
  };
  return { subscribe, delivered: () => delivered };
}

const check = (log: ReturnType<typeof logOf>, remembered: Remembered) =>
  assertOwnLog(log, options, remembered);
const isForeign = (error: unknown) => error instanceof LedgerHalt && error.code === 'foreign_ledger';

test('R14 a log that begins as it is remembered is our own, and no more than its beginning is read', async () => {
  const log = logOf(genesis(id(1)), new Uint8Array([1]), new Uint8Array([2]));
  await check(log, { ledgerId: id(1), chain: chainOf(genesis(id(1))) });
  assert.equal(log.delivered(), 1);
  await check(logOf(genesis(id(1))), { ledgerId: undefined, chain: undefined });
});

test('R14 the log of another ledger than that of the snapshot is refused', async () => {
  await assert.rejects(check(logOf(genesis(id(2))), { ledgerId: id(1), chain: undefined }), isForeign);
});

test('R14 a log that begins otherwise than the one the read model was made from is refused', async () => {
  const chain = chainOf(genesis(id(1)));
  await assert.rejects(check(logOf(genesis(id(1), 2)), { ledgerId: undefined, chain }), isForeign);
});

test('R14 an empty log is refused when there should be one', async () => {
  await assert.rejects(check(logOf(), { ledgerId: id(1), chain: undefined }), isForeign);
});

test('R14 a log that begins with something else is refused', async () => {
  const tick = encodeRecord([encodeCommand({ kind: 'tick', id: id(9), time: 1, notAfter: 10 })]);
  await assert.rejects(check(logOf(tick), { ledgerId: id(1), chain: undefined }), isForeign);
});
