import type { Applied, AppliedBatch, Id, Ledger, Posting } from '@fintech/ledger';
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
    if (applied.code !== 'applied' || applied.command === undefined) continue;
    if (applied.command.kind === 'transfer') addEntries(entries, touched, applied);
    else if ('accountId' in applied.command) touched.add(applied.command.accountId);
  }
  const accounts = [...touched].map(id => toAccountRow(ledger, id));
  const { offset, firstPosition, chain } = batch;
  return { offset, firstPosition, chain, outcomes, entries, accounts };
}

function toOutcomeRow(applied: Applied): OutcomeRow {
  const { position, code, time, command } = applied;
  return { position, commandId: command?.id ?? '', kind: command?.kind ?? 'malformed', code, time };
}

/** Each leg is two entries: entry 2i leaves the debited account, entry 2i+1 reaches the credited one. */
function addEntries(entries: EntryRow[], touched: Set<Id>, applied: Applied): void {
  const { command, position, time, postings } = applied;
  if (command?.kind !== 'transfer') return;
  const shared = { position, time, transactionId: command.id, purpose: command.purpose };
  postings.forEach((posting, leg) => {
    touched.add(posting.from).add(posting.to);
    entries.push({ ...shared, index: 2 * leg, ...outgoing(posting) });
    entries.push({ ...shared, index: 2 * leg + 1, ...incoming(posting) });
  });
}

const outgoing = (posting: Posting) => ({
  accountId: posting.from,
  counterpartyId: posting.to,
  currency: posting.currency,
  amount: -posting.amount,
  balance: posting.fromBalance,
});

const incoming = (posting: Posting) => ({
  accountId: posting.to,
  counterpartyId: posting.from,
  currency: posting.currency,
  amount: posting.amount,
  balance: posting.toBalance,
});

function toAccountRow(ledger: Ledger, accountId: Id): AccountRow {
  const account = ledger.account(accountId);
  if (account === undefined) throw new Error(`account ${accountId} was touched but does not exist`);
  const { ownerId, currency, status, balance, openedAt } = account;
  return { accountId, ownerId, currency, status, balance, openedAt };
}
