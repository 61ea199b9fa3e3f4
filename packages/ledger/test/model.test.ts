import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GeneratedLog, generatedSettings, logs, NaiveLedger } from '@fintech/testkit/model';
import fc from 'fast-check';
import { type Applied, type AppliedBatch, Ledger, type OutcomeCode, outcomeCodes } from '../src/index.ts';
import { sha256 } from './_util.ts';

/** 50,000 before a release; see the test plan. */
const numRuns = Number.parseInt(process.env.PROPERTY_RUNS ?? '2000', 10);
const options = { sha256, ...generatedSettings };

/** Results as plain objects, with what they give only when asked. */
function plain(results: readonly Applied[]) {
  return results.map(({ position, time, code, id, kind, purpose, command, original, leg, postings }) => {
    return { position, time, code, id, kind, purpose, command, original, leg, postings };
  });
}

function applyAll(ledger: Ledger, log: GeneratedLog): AppliedBatch[] {
  return log.map(({ bytes }) => ledger.applyRecord(ledger.nextOffset, bytes));
}

function assertSameAsModel(log: GeneratedLog): void {
  const ledger = new Ledger(options);
  const model = new NaiveLedger(generatedSettings);
  for (const { bytes, commands } of log) {
    const { results } = ledger.applyRecord(ledger.nextOffset, bytes);
    assert.deepEqual(plain(results), plain(commands.map(command => model.apply(command))));
  }
  const accounts = model.accounts();
  assert.equal(ledger.accountCount, accounts.length);
  for (const account of accounts) assert.deepEqual(ledger.account(account.id), account);
  for (const total of ledger.totals().values()) assert.equal(total, 0);
}

test('R6 the ledger decides like the naive model', () => {
  fc.assert(fc.property(logs(), assertSameAsModel), { numRuns });
});

test('the generated logs meet every outcome, and each outcome more than once', () => {
  const counts = new Map<OutcomeCode, number>(outcomeCodes.map(code => [code, 0]));
  for (const log of fc.sample(logs(), { numRuns: 500, seed: 1 })) {
    for (const { results } of applyAll(new Ledger(options), log)) {
      for (const { code } of results) counts.set(code, (counts.get(code) ?? 0) + 1);
    }
  }
  assert.deepEqual(
    [...counts].filter(([, count]) => count < 5),
    [],
  );
});

test('R9 a snapshot at any point and the tail of the log give the live ledger', () => {
  const property = fc.property(logs(), fc.nat(), (log, number) => {
    const cut = number % (log.length + 1);
    const live = new Ledger(options);
    applyAll(live, log.slice(0, cut));
    const snapshot = live.snapshot();
    const restored = Ledger.restore(options, snapshot);
    assert.deepEqual(restored.snapshot(), snapshot);

    const [liveTail, restoredTail] = [live, restored].map(ledger => applyAll(ledger, log.slice(cut)));
    assert.deepEqual(
      restoredTail?.map(batch => ({ ...batch, results: plain(batch.results) })),
      liveTail?.map(batch => ({ ...batch, results: plain(batch.results) })),
    );
    assert.deepEqual(restored.snapshot(), live.snapshot());
  });
  fc.assert(property, { numRuns: Math.ceil(numRuns / 4) });
});

test('R5 R15 a replay has the same chain after every record', () => {
  const property = fc.property(logs(), log => {
    const [first, second] = [new Ledger(options), new Ledger(options)].map(ledger => applyAll(ledger, log));
    assert.deepEqual(
      first?.map(({ chain }) => chain),
      second?.map(({ chain }) => chain),
    );
  });
  fc.assert(property, { numRuns: Math.ceil(numRuns / 4) });
});
