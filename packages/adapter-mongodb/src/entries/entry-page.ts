import type { EntryQuery, EntryRow, Page } from '@fintech/ports';
import type { ClientSession, Collection, Filter } from 'mongodb';
import type { TransactionDocument } from './entry-collections.ts';
import { type EntryKey, formatCursor, parseCursor } from './entry-cursor.ts';
import { toEntryRows } from './to-transactions.ts';

/** Transactions that one page may look at, so that a filter that matches little cannot hold up the other readers. */
const maxScanned = 5000;

const newestFirst = { time: -1, _id: -1 } as const;

/** Which transactions of an account a page may be made of. */
interface Range {
  readonly from: number | undefined;
  readonly until: number | undefined;
  /** Only entries after this one, in the order newest first. */
  readonly start: EntryKey | undefined;
  readonly maxPosition: number;
}

/**
 * A page of an account's entries, of those up to `position`.
 * @throws RangeError when the cursor is not one of this store
 */
export async function readPage(
  collection: Collection<TransactionDocument>,
  query: EntryQuery,
  position: number,
  session: ClientSession,
): Promise<Page<EntryRow>> {
  const range = rangeOf(query, position);
  const filtered = query.direction !== undefined || query.purpose !== undefined;
  const beyond = filtered ? await firstNotScanned(collection, query.accountId, range, session) : undefined;
  const within = beyond === undefined ? {} : { _id: { $gt: beyond._id } };
  const found = await collection
    .find({ $and: [inRange(query.accountId, range), matching(query), within] }, { session })
    .sort(newestFirst)
    // The first may have been on the page before in full; one more than needed says whether there is a next page.
    .limit(query.limit + 2)
    .toArray();
  const entries = found
    .flatMap(document => toEntryRows(document).reverse())
    .filter(entry => matches(query, entry) && isAfter(entry, range.start));
  const items = entries.slice(0, query.limit);
  const last = items.at(-1);
  if (entries.length > query.limit && last !== undefined) return { items, nextCursor: formatCursor(last) };
  if (beyond === undefined) return { items };
  return { items, nextCursor: formatCursor({ time: beyond.time, position: beyond._id + 1, index: 0 }) };
}

function rangeOf({ cursor, from, until }: EntryQuery, position: number): Range {
  const start = cursor === undefined ? undefined : parseCursor(cursor);
  return { from, until, start, maxPosition: Math.min(position, start?.position ?? position) };
}

/** Within the bounds of the index `by_account`. */
function inRange(accountId: string, { from, until, start, maxPosition }: Range): Filter<TransactionDocument> {
  const bounds: Filter<TransactionDocument>[] = [
    { 'entries.accountId': accountId, _id: { $lte: maxPosition } },
    ...(from === undefined ? [] : [{ time: { $gte: from } }]),
    ...(until === undefined ? [] : [{ time: { $lt: until } }]),
    ...(start === undefined ? [] : [{ time: { $lte: start.time } }]),
  ];
  return { $and: bounds };
}

function matching({ accountId, direction, purpose }: EntryQuery): Filter<TransactionDocument> {
  const amount = direction === 'in' ? { $gt: 0 } : { $lte: 0 };
  return {
    ...(purpose === undefined ? {} : { purpose }),
    ...(direction === undefined ? {} : { entries: { $elemMatch: { accountId, amount } } }),
  };
}

/** A transaction matches when one of its entries does; the page has only those. */
function matches({ accountId, direction }: EntryQuery, entry: EntryRow): boolean {
  if (entry.accountId !== accountId) return false;
  return direction === undefined || (direction === 'in') === entry.amount > 0;
}

function isAfter({ position, index }: EntryRow, start: EntryKey | undefined): boolean {
  if (start === undefined) return true;
  return position < start.position || (position === start.position && index < start.index);
}

/** The newest transaction that the page may not look at any more; undefined when it may look at all. */
async function firstNotScanned(
  collection: Collection<TransactionDocument>,
  accountId: string,
  range: Range,
  session: ClientSession,
): Promise<Pick<TransactionDocument, '_id' | 'time'> | undefined> {
  const [found] = await collection
    .find(inRange(accountId, range), { session, projection: { time: 1 } })
    .sort(newestFirst)
    .skip(maxScanned)
    .limit(1)
    .toArray();
  return found;
}
