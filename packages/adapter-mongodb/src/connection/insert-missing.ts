import { type Document, MongoBulkWriteError, type OptionalUnlessRequiredId } from 'mongodb';
import type { MongodbConnection } from './connection.ts';
import { serverCode } from './failure.ts';

/** Inserts the documents whose ids are not there yet; resolves when all are durable, whoever inserted them. */
export async function insertMissing<Schema extends Document>(
  connection: MongodbConnection,
  name: string,
  documents: readonly OptionalUnlessRequiredId<Schema>[],
): Promise<void> {
  if (documents.length === 0) return;
  const collection = connection.collection<Schema>(name);
  await connection.call(async session => {
    try {
      await collection.insertMany(documents, { ordered: false, session });
    } catch (error) {
      // The server has waited until what was there already is durable too.
      unlessOnlyDuplicates(error);
    }
  });
}

/** @throws the error of a bulk write, unless everything else in it was written, and with a majority */
export function unlessOnlyDuplicates(error: unknown): void {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const writeErrors = [error.writeErrors].flat();
  const onlyDuplicates = writeErrors.every(({ code }) => code === serverCode.duplicateKey);
  if (!onlyDuplicates || error.result.getWriteConcernError() !== undefined) throw error;
}
