import type { AccountRow, AppliedRecord, EntryRow, OutcomeRow } from '@fintech/ports';
import { range } from './util.ts';

export const alice = id(1001);
export const bob = id(1002);

export function id(n: number): string {
  return n.toString(16).padStart(32, '0');
}

export function timeOf(offset: number): number {
  return 1_700_000_000_000 + offset * 1000;
}

export interface TransferOptions {
  /** What Alice gets from Bob. */
  readonly amount?: number;
  readonly time?: number;
  readonly purpose?: string;
}

export function transfers(from: number, end: number, options?: TransferOptions): AppliedRecord[] {
  return range(from, end).map(offset => transfer(offset, options));
}

/** Where a transfer leaves Alice and Bob. Not at its amount, so that a test notices when one is taken for the other. */
export function balanceOf(accountId: string, amount: number): number {
  return accountId === alice ? amount - 1 : 1 - amount;
}

/** A record of two commands: a transfer between Bob and Alice, then a tick. */
export function transfer(offset: number, options: TransferOptions = {}): AppliedRecord {
  const { amount = offset + 1, time = timeOf(offset), purpose = 'transfer' } = options;
  const position = offset * 2 + 1;
  const side = (index: number, accountId: string, counterpartyId: string, sign: number): EntryRow => ({
    position,
    index,
    accountId,
    counterpartyId,
    currency: 'EUR',
    amount: sign * amount,
    balance: balanceOf(accountId, amount),
    time,
    transactionId: id(position),
    purpose,
  });
  const outcomes: OutcomeRow[] = [
    { position, commandId: id(position), kind: 'transfer', code: 'applied', time, balance: -amount },
    { position: position + 1, commandId: id(position + 1), kind: 'tick', code: 'applied', time },
  ];
  return {
    offset,
    firstPosition: position,
    chain: id(offset).repeat(2),
    outcomes,
    entries: [side(0, bob, alice, -1), side(1, alice, bob, 1)],
    accounts: [alice, bob].map(accountId => accountRow(accountId, balanceOf(accountId, amount))),
  };
}

/** A record of two commands that moved no money. */
export function withoutEntries(offset: number, accounts: readonly AccountRow[]): AppliedRecord {
  return { ...transfer(offset), entries: [], accounts };
}

export function accountRow(accountId: string, balance: number, status = 'open'): AccountRow {
  return { accountId, ownerId: accountId, currency: 'EUR', status, balance, openedAt: timeOf(0) };
}
