import { PortError } from '@fintech/ports';
import {
  type BulkWriteResult,
  type Document,
  MongoBulkWriteError,
  type OptionalUnlessRequiredId,
} from 'mongodb';
import type { MongodbConnection } from './connection.ts';
import { misshapen, serverCode } from './failure.ts';

type Counts = Pick<BulkWriteResult, 'insertedCount'> &
  Partial<Pick<BulkWriteResult, 'matchedCount' | 'upsertedCount'>>;

/** Inserts the documents whose ids are not there yet; resolves when all are durable, whoever inserted them. */
export async function insertMissing<Schema extends Document>(
  connection: MongodbConnection,
  name: string,
  documents: readonly OptionalUnlessRequiredId<Schema>[],
): Promise<void> {
  if (documents.length === 0) return;
  const collection = connection.collection<Schema>(name);
  // The server waits until what was there already is durable too.
  await connection.call(session =>
    countDuplicates(documents.length, () => collection.insertMany(documents, { ordered: false, session })),
  );
}

/**
 * Runs an unordered bulk write of `count` operations and resolves to how many of them found that what they insert is there
 * already, all others being done with a majority. The driver reports as one kind of error that some operations were
 * refused, that a majority did not answer, and that the server was lost on the way. So nothing is inferred from what an
 * error does not say: every operation must be accounted for.
 *
 * @throws MongoError when anything else became of an operation; PortError `store_corrupt` when a document has not the shape
 *   of its collection, `store_unavailable` when the count does not add up
 */
export async function countDuplicates(count: number, write: () => Promise<Counts>): Promise<number> {
  let counts: Counts;
  let duplicates = 0;
  try {
    counts = await write();
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError) || error.code !== serverCode.duplicateKey) throw error;
    const writeErrors = [error.writeErrors].flat();
    if (writeErrors.some(({ code }) => code !== serverCode.duplicateKey)) throw refusal(error, writeErrors);
    if (error.result.getWriteConcernError() !== undefined) throw error;
    counts = error.result;
    duplicates = writeErrors.length;
  }
  const { insertedCount, matchedCount = 0, upsertedCount = 0 } = counts;
  if (insertedCount + matchedCount + upsertedCount + duplicates !== count)
    throw new PortError('store_unavailable', 'MongoDB acknowledged a part of a write.');
  return duplicates;
}

/** The driver names such an error after its first operation alone. */
function refusal(error: MongoBulkWriteError, writeErrors: readonly { readonly code: number }[]): Error {
  const isMisshapen = writeErrors.some(({ code }) => code === serverCode.documentValidationFailure);
  return isMisshapen ? misshapen(error) : error;
}
