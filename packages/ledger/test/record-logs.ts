import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { generatedSettings, logs } from '@fintech/testkit/model';
import fc from 'fast-check';
import { Ledger } from '../src/index.ts';
import { sha256 } from './_util.ts';

const usage = `Records generated logs with what this build makes of them, for every later build to be held against.
Run once for each released logic version, before anything else changes; a file that exists is never recorded again.

Usage: node packages/ledger/test/record-logs.ts --name logic-1 [--logs 20] [--records 60] [--seed 1]
`;

const { values } = parseArgs({
  options: {
    name: { type: 'string' },
    logs: { type: 'string', default: '20' },
    records: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
});

/** One log and one snapshot from the middle of it, as they stand in a file of recorded logs. */
function recordLog(records: readonly Uint8Array[]) {
  const ledger = new Ledger({ sha256, ...generatedSettings });
  const middle = records.length >> 1;
  let snapshot = '';
  for (const [offset, bytes] of records.entries()) {
    if (offset === middle) snapshot = Buffer.from(ledger.snapshot()).toString('base64');
    ledger.applyRecord(offset, bytes);
  }
  const encoded = records.map(bytes => Buffer.from(bytes).toString('base64'));
  return { records: encoded, position: ledger.position, chain: ledger.chain, middle, snapshot };
}

if (values.name === undefined) process.stdout.write(usage);
else {
  const numRuns = Number(values.logs);
  const sample = fc.sample(logs(Number(values.records)), { numRuns, seed: Number(values.seed) });
  const lines = sample.map(log => JSON.stringify(recordLog(log.map(({ bytes }) => bytes))));
  const file = new URL(`./recorded/${values.name}.jsonl.gz`, import.meta.url);
  writeFileSync(file, gzipSync(lines.join('\n'), { level: 9 }), { flag: 'wx' });
}
