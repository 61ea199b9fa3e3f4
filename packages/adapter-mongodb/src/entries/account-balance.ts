import type { AccountRow } from '@fintech/ports';
import type { Document } from 'mongodb';
import { type AccountDocument, type StoredEntry, transactions } from './entry-collections.ts';

/** An account with the newest transaction that it took part in, if there is one. */
export interface AccountWithNewest extends AccountDocument {
  readonly newest: readonly { readonly entries: readonly StoredEntry[] }[];
}

/** Stages that add to accounts their newest transaction up to `position`: one step in an index for each account. */
export function newestTransaction(position: number): Document[] {
  const pipeline = [
    { $match: { _id: { $lte: position } } },
    { $sort: { time: -1, _id: -1 } },
    { $limit: 1 },
    { $project: { _id: 0, entries: 1 } },
  ];
  const foreign = { from: transactions.name, localField: '_id', foreignField: 'entries.accountId' };
  return [{ $lookup: { ...foreign, pipeline, as: 'newest' } }];
}

/**
 * The account with its balance at the position that its newest transaction was looked for. Whether it exists, and its
 * status, may be a record ahead of that while the record is being written; that contradicts nothing else one can read.
 */
export function toAccountRow(account: AccountWithNewest): AccountRow {
  const { _id: accountId, ownerId, currency, status, openedAt } = account;
  const entry = account.newest[0]?.entries.findLast(entry => entry.accountId === accountId);
  return { accountId, ownerId, currency, status, balance: entry?.balance ?? 0, openedAt };
}
