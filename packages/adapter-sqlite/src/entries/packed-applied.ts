import type { AccountRow, AppliedRecord, EntryRow, OutcomeRow } from '@fintech/ports';

/**
 * Applied records as one column of numbers and one text, which crosses threads many times faster than objects. Texts are
 * ids, codes and currencies, none of which has a line break:
 *
 *     record  = offset firstPosition chain  outcomes entries accounts (each a count, then its rows)
 *     outcome = position time balance (NaN when absent) commandId kind code
 *     entry   = position index amount balance time accountId counterpartyId currency purpose
 *     account = balance openedAt accountId ownerId currency status
 */
export interface PackedApplied {
  readonly numbers: Float64Array;
  readonly texts: string;
}

export function packApplied(records: readonly AppliedRecord[]): PackedApplied {
  const numbers: number[] = [];
  const texts: string[] = [];
  for (const { offset, firstPosition, chain, outcomes, entries, accounts } of records) {
    numbers.push(offset, firstPosition);
    texts.push(chain);
    numbers.push(outcomes.length);
    for (const { position, time, balance, commandId, kind, code } of outcomes) {
      numbers.push(position, time, balance ?? Number.NaN);
      texts.push(commandId, kind, code);
    }
    numbers.push(entries.length);
    for (const entry of entries) {
      numbers.push(entry.position, entry.index, entry.amount, entry.balance, entry.time);
      texts.push(entry.accountId, entry.counterpartyId, entry.currency, entry.purpose);
    }
    numbers.push(accounts.length);
    for (const { balance, openedAt, accountId, ownerId, currency, status } of accounts) {
      numbers.push(balance, openedAt);
      texts.push(accountId, ownerId, currency, status);
    }
  }
  return { numbers: Float64Array.from(numbers), texts: texts.join('\n') };
}

/** An entry as it is stored; the id of its transaction is that of the command at its position. */
export type StoredEntry = Omit<EntryRow, 'transactionId'>;

export interface StoredRecord extends Omit<AppliedRecord, 'entries'> {
  readonly entries: readonly StoredEntry[];
}

/** The records again, one at a time. */
export function* unpackApplied({ numbers, texts: joined }: PackedApplied): Generator<StoredRecord> {
  const texts = joined.split('\n');
  let nextNumber = 0;
  let nextText = 0;
  const number = (): number => numbers[nextNumber++] ?? Number.NaN;
  const text = (): string => texts[nextText++] ?? '';
  // Object literals are evaluated from top to bottom, so their order is the order of the grammar above.
  const outcome = (): OutcomeRow => {
    const row = { position: number(), time: number() };
    const balance = number();
    const names = { commandId: text(), kind: text(), code: text() };
    return Number.isNaN(balance) ? { ...row, ...names } : { ...row, balance, ...names };
  };
  const entry = (): StoredEntry => ({
    position: number(),
    index: number(),
    amount: number(),
    balance: number(),
    time: number(),
    accountId: text(),
    counterpartyId: text(),
    currency: text(),
    purpose: text(),
  });
  const account = (): AccountRow => ({
    balance: number(),
    openedAt: number(),
    accountId: text(),
    ownerId: text(),
    currency: text(),
    status: text(),
  });
  const rows = <Row>(row: () => Row): Row[] => Array.from({ length: number() }, row);
  while (nextNumber < numbers.length) {
    yield {
      offset: number(),
      firstPosition: number(),
      chain: text(),
      outcomes: rows(outcome),
      entries: rows(entry),
      accounts: rows(account),
    };
  }
}
