import type { Applied, AppliedBatch, Id, Ledger } from '@fintech/ledger';
import type { AccountRow, AppliedRecord, EntryRow, OutcomeRow } from '@fintech/ports';

/**
 * What one applied record means for the read model, in absolute values. Must be called right after the record was
 * applied: account rows show the ledger as it stands now.
 */
export function toAppliedRecord(ledger: Ledger, batch: AppliedBatch): AppliedRecord {
  const outcomes: OutcomeRow[] = [];
  const entries: EntryRow[] = [];
  const touched = new Set<Id>();
  for (const applied of batch.results) {
    outcomes.push(toOutcomeRow(applied));
    if (applied.code !== 'applied') continue;
    if (applied.kind === 'transfer') addEntries(entries, touched, applied);
    else if (applied.command !== undefined && 'accountId' in applied.command)
      touched.add(applied.command.accountId);
  }
  const accounts = [...touched].map(id => toAccountRow(ledger, id));
  const { offset, firstPosition, chain } = batch;
  return { offset, firstPosition, chain, outcomes, entries, accounts };
}

function toOutcomeRow(applied: Applied): OutcomeRow {
  const { position, code, time, id, kind } = applied;
  return { position, commandId: id ?? '', kind: kind ?? 'malformed', code, time };
}

/**
 * Each leg is two entries: entry 2i leaves the debited account, entry 2i+1 reaches the credited one. Every field is
 * written out, since spreading objects into each other would cost more than all else here.
 */
function addEntries(entries: EntryRow[], touched: Set<Id>, applied: Applied): void {
  const { id: transactionId, purpose, position, time, postings } = applied;
  if (transactionId === undefined || purpose === undefined) return;
  let index = 0;
  for (const { from, to, currency, amount, fromBalance, toBalance } of postings) {
    touched.add(from).add(to);
    entries.push({
      position,
      index: index++,
      accountId: from,
      counterpartyId: to,
      currency,
      amount: -amount,
      balance: fromBalance,
      time,
      transactionId,
      purpose,
    });
    entries.push({
      position,
      index: index++,
      accountId: to,
      counterpartyId: from,
      currency,
      amount,
      balance: toBalance,
      time,
      transactionId,
      purpose,
    });
  }
}

function toAccountRow(ledger: Ledger, accountId: Id): AccountRow {
  const account = ledger.account(accountId);
  if (account === undefined) throw new Error(`account ${accountId} was touched but does not exist`);
  const { ownerId, currency, status, balance, openedAt } = account;
  return { accountId, ownerId, currency, status, balance, openedAt };
}
