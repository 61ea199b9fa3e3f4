import type { AccountView, Applied, AppliedBatch, Id } from '@fintech/ledger';

interface FoldedEntry {
  readonly position: number;
  readonly index: number;
  readonly accountId: Id;
  readonly amount: number;
  readonly balance: number;
  readonly transactionId: Id;
}

interface FoldedAccount {
  readonly accountId: Id;
  readonly ownerId: Id;
  readonly currency: string;
  readonly status: string;
  readonly balance: number;
}

/** What one record means for readers. */
export interface FoldedRecord {
  readonly outcomes: readonly string[];
  readonly entries: readonly FoldedEntry[];
  readonly accounts: readonly FoldedAccount[];
}

/** The read model as it must be after every record of the log, worked out apart from the projector. */
export class ReadModelFold {
  readonly outcomes: string[] = [];
  readonly entries: FoldedEntry[] = [];
  readonly accounts = new Map<Id, FoldedAccount>();

  add(record: FoldedRecord): void {
    this.outcomes.push(...record.outcomes);
    this.entries.push(...record.entries);
    for (const account of record.accounts) this.accounts.set(account.accountId, account);
  }
}

export function foldRecord(
  batch: AppliedBatch,
  accountOf: (id: Id) => AccountView | undefined,
): FoldedRecord {
  const entries = batch.results.flatMap(entriesOf);
  const opened = batch.results.flatMap(({ command }) =>
    command !== undefined && 'accountId' in command ? [command.accountId] : [],
  );
  const touched = new Set([...opened, ...entries.map(({ accountId }) => accountId)]);
  const accounts = [...touched].flatMap(id => {
    const account = accountOf(id);
    if (account === undefined) return [];
    const { ownerId, currency, status, balance } = account;
    return [{ accountId: id, ownerId, currency, status, balance }];
  });
  return { outcomes: batch.results.map(outcomeOf), entries, accounts };
}

/** One line per outcome, so that two of them are easily compared. */
function outcomeOf({ position, command, code, time }: Applied): string {
  return outcomeLine({
    position,
    commandId: command?.id ?? '',
    kind: command?.kind ?? 'malformed',
    code,
    time,
  });
}

export function outcomeLine(row: {
  readonly position: number;
  readonly commandId: string;
  readonly kind: string;
  readonly code: string;
  readonly time: number;
}): string {
  return [row.position, row.commandId, row.kind, row.code, row.time].join(' ');
}

function entriesOf({ command, position, postings }: Applied): FoldedEntry[] {
  if (command === undefined) return [];
  return postings.flatMap((posting, leg) => {
    const shared = { position, transactionId: command.id };
    const { from, to, amount, fromBalance, toBalance } = posting;
    return [
      { ...shared, index: 2 * leg, accountId: from, amount: -amount, balance: fromBalance },
      { ...shared, index: 2 * leg + 1, accountId: to, amount, balance: toBalance },
    ];
  });
}
