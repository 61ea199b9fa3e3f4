import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { generatedSettings } from '@fintech/testkit/model';
import { Ledger } from '../src/index.ts';
import { sha256 } from './_util.ts';

const folder = new URL('./recorded/', import.meta.url);
const options = { sha256, ...generatedSettings };

interface RecordedLog {
  /** Base64. */
  readonly records: readonly string[];
  readonly position: number;
  readonly chain: string;
  /** A snapshot, in base64, from before the record number `middle`. */
  readonly middle: number;
  readonly snapshot: string;
}

function readLogs(name: string): readonly RecordedLog[] {
  const lines = gunzipSync(readFileSync(new URL(name, folder)))
    .toString()
    .split('\n');
  return lines.map((line): RecordedLog => JSON.parse(line));
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

/** The chain covers every outcome and every balance, so one value says that all was decided as it was. */
function assertEndsAs({ records, position, chain }: RecordedLog, ledger: Ledger): void {
  for (const record of records.slice(ledger.nextOffset))
    ledger.applyRecord(ledger.nextOffset, bytesOf(record));
  assert.deepEqual([ledger.position, ledger.chain], [position, chain]);
}

for (const name of readdirSync(folder)) {
  describe(`R8 R15 ${name}: what an earlier build recorded`, () => {
    for (const [number, log] of readLogs(name).entries()) {
      test(`log ${number} comes out as it did`, () => assertEndsAs(log, new Ledger(options)));

      test(`log ${number} goes on from its snapshot as it did`, () => {
        const ledger = Ledger.restore(options, bytesOf(log.snapshot));
        assert.equal(ledger.nextOffset, log.middle);
        assertEndsAs(log, ledger);
      });
    }
  });
}
