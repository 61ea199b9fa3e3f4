import type { AppliedRecord, EntryRow, OutcomeRow } from '@fintech/ports';
import type { StoredEntry, TransactionDocument } from './entry-collections.ts';

/**
 * The commands of a record as documents.
 * @throws Error when an entry does not belong to a command of the record, or its account's row has another balance
 */
export function toTransactions(record: AppliedRecord): TransactionDocument[] {
  const byPosition = Map.groupBy(record.entries, ({ position }) => position);
  const documents = record.outcomes.map(outcome =>
    toTransaction(outcome, byPosition.get(outcome.position) ?? []),
  );
  const stored = documents.reduce((count, { entries }) => count + (entries?.length ?? 0), 0);
  if (stored !== record.entries.length) throw broken(record, 'an entry has no command');
  assertBalances(record);
  return documents;
}

function toTransaction(outcome: OutcomeRow, entries: EntryRow[]): TransactionDocument {
  const { position, commandId, kind, code, time, balance } = outcome;
  const document = { _id: position, commandId, kind, code, time };
  const command = balance === undefined ? document : { ...document, balance };
  const [first] = entries;
  if (first === undefined) return command;
  const { purpose } = first;
  for (const entry of entries) {
    if (entry.transactionId !== commandId || entry.time !== time || entry.purpose !== purpose)
      throw new Error(`The entries of command ${position} contradict it.`);
  }
  return { ...command, purpose, entries: entries.map(toStoredEntry).sort((a, b) => a.index - b.index) };
}

function toStoredEntry(entry: EntryRow): StoredEntry {
  const { index, accountId, counterpartyId, currency, amount, balance } = entry;
  return { index, accountId, counterpartyId, currency, amount, balance };
}

/** Balances are read from the entries, so those must end where the account's row says that it stands. */
function assertBalances(record: AppliedRecord): void {
  const newest = new Map(record.entries.map(entry => [entry.accountId, entry.balance]));
  for (const { accountId, balance } of record.accounts) {
    if ((newest.get(accountId) ?? balance) !== balance)
      throw broken(
        record,
        `account ${accountId} stands at ${balance}, its newest entry at ${newest.get(accountId)}`,
      );
  }
}

function broken({ offset }: AppliedRecord, problem: string): Error {
  return new Error(`Record ${offset} contradicts itself: ${problem}.`);
}

/** The entries of a document as rows. */
export function toEntryRows({
  _id,
  commandId,
  time,
  purpose = '',
  entries = [],
}: TransactionDocument): EntryRow[] {
  return entries.map(({ index, accountId, counterpartyId, currency, amount, balance }) => ({
    position: _id,
    index,
    accountId,
    counterpartyId,
    currency,
    amount,
    balance,
    time,
    transactionId: commandId,
    purpose,
  }));
}

export function toOutcomeRow({ _id, commandId, kind, code, time, balance }: TransactionDocument): OutcomeRow {
  const row = { position: _id, commandId, kind, code, time };
  return balance === undefined ? row : { ...row, balance };
}
