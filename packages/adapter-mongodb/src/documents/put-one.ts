import type { PutOutcome } from '@fintech/ports';
import type { ClientSession, Collection } from 'mongodb';
import { hasServerCode, serverCode } from '../connection/failure.ts';
import type { IndexedValue, StoredDocument } from './document-collection.ts';

export interface DocumentWrite {
  readonly id: string;
  readonly value: unknown;
  readonly keys: Readonly<Record<string, IndexedValue>>;
  readonly expectVersion: number | undefined;
}

/**
 * Writes one document in one step. The filter is the guard; what it does not find is inserted, unless a version is
 * expected, and the unique indexes decide between writers who insert at the same time. Without an expected version,
 * `conflict` means that somebody else has just inserted the document: try again.
 */
export async function putOne(
  collection: Collection<StoredDocument>,
  { id, value, keys, expectVersion }: DocumentWrite,
  session: ClientSession,
): Promise<PutOutcome> {
  const replacement = {
    _id: id,
    seq: { $ifNull: ['$seq', '$$CLUSTER_TIME'] },
    version: { $add: [{ $ifNull: ['$version', 0] }, 1] },
    // Literally: no text in it is taken for the name of a field or of an operator.
    value: { $literal: value },
    keys: { $literal: keys },
  };
  // No document has version 0, so expecting it always inserts.
  const filter = expectVersion === undefined ? { _id: id } : { _id: id, version: expectVersion };
  const upsert = expectVersion === undefined || expectVersion === 0;
  try {
    const result = await collection.updateOne(filter, [{ $replaceWith: replacement }], { upsert, session });
    return result.matchedCount + result.upsertedCount === 1 ? 'ok' : 'conflict';
  } catch (error) {
    if (!hasServerCode(error, serverCode.duplicateKey)) throw error;
    return '_id' in error.errorResponse.keyPattern ? 'conflict' : 'duplicate';
  }
}
