import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AppliedRecord } from '@fintech/ports';
import { appliedRecords } from '@fintech/testkit';
import { toEntryRows, toOutcomeRow, toTransactions } from '../../src/entries/to-transactions.ts';

const { accountRow, alice, id, transfer } = appliedRecords;

describe('toTransactions', () => {
  it('keeps outcomes and entries as they are', () => {
    const record = transfer(3);
    const documents = toTransactions(record);
    assert.deepEqual(documents.map(toOutcomeRow), record.outcomes);
    assert.deepEqual(documents.flatMap(toEntryRows), record.entries);
  });

  it('puts entries in the order of their indexes', () => {
    const record = transfer(3);
    const documents = toTransactions({ ...record, entries: record.entries.toReversed() });
    assert.deepEqual(documents.flatMap(toEntryRows), record.entries);
  });

  const contradictions: Readonly<Record<string, (record: AppliedRecord) => AppliedRecord>> = {
    'an entry without a command': record => ({ ...record, outcomes: record.outcomes.slice(1) }),
    'an entry of another transaction': record => changeEntry(record, { transactionId: id(99) }),
    'an entry of another time': record => changeEntry(record, { time: 1 }),
    'entries of two purposes': record => changeEntry(record, { purpose: 'deposit' }),
    'an account that stands elsewhere than its newest entry': record => ({
      ...record,
      accounts: [accountRow(alice, 1)],
    }),
  };
  for (const [name, contradict] of Object.entries(contradictions)) {
    it(`refuses ${name}`, () => {
      assert.throws(() => toTransactions(contradict(transfer(3))), /contradict/);
    });
  }
});

function changeEntry(record: AppliedRecord, change: object): AppliedRecord {
  return {
    ...record,
    entries: record.entries.map((entry, i) => (i === 1 ? { ...entry, ...change } : entry)),
  };
}
