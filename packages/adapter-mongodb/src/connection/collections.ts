import { isDeepStrictEqual } from 'node:util';
import type { Db, Document, IndexDescription } from 'mongodb';
import { hasServerCode, serverCode, unsafeSettings } from './failure.ts';

/** A collection as this adapter needs it. */
export interface CollectionDefinition {
  readonly name: string;
  /** JSON Schema that every document must meet. */
  readonly schema: Document;
  readonly indexes: readonly (IndexDescription & { readonly name: string })[];
}

/** How numbers of JavaScript look in the database: an integer when it is small, otherwise a double. */
export const numberTypes: readonly string[] = ['int', 'long', 'double'];

const enforced = { validationLevel: 'strict', validationAction: 'error' };

/**
 * Creates the collection with its validator and its indexes, or checks those that are there.
 * @throws PortError `unsafe_settings` when another validator or index is in the way
 */
export async function ensureCollection(database: Db, definition: CollectionDefinition): Promise<void> {
  const { name, schema, indexes } = definition;
  const validator = { $jsonSchema: schema };
  try {
    await database.createCollection(name, { validator, ...enforced });
  } catch (error) {
    if (!hasServerCode(error, serverCode.namespaceExists)) throw error;
    await ensureValidator(database, name, validator);
  }
  if (indexes.length > 0) await ensureIndexes(database, definition);
}

async function ensureValidator(database: Db, name: string, validator: Document): Promise<void> {
  const [found] = await database.listCollections({ name }, { nameOnly: false }).toArray();
  const { validator: stored, validationLevel, validationAction } = found?.options ?? {};
  const expected = { validator, ...enforced };
  if (isDeepStrictEqual({ validator: stored, validationLevel, validationAction }, expected)) return;
  try {
    await database.command({ collMod: name, ...expected, writeConcern: { w: 'majority' } });
  } catch (error) {
    if (!hasServerCode(error, serverCode.unauthorized)) throw error;
    throw unsafeSettings(
      `The collection ${database.databaseName}.${name} lacks the validator of this version, and the user may not set it. Grant it the role dbAdmin on ${database.databaseName} for one start.`,
      error,
    );
  }
}

async function ensureIndexes(database: Db, { name, indexes }: CollectionDefinition): Promise<void> {
  try {
    await database.collection(name).createIndexes([...indexes]);
  } catch (error) {
    const { indexOptionsConflict, indexKeySpecsConflict, duplicateKey } = serverCode;
    if (!hasServerCode(error, indexOptionsConflict, indexKeySpecsConflict, duplicateKey)) throw error;
    throw unsafeSettings(
      `The collection ${database.databaseName}.${name} cannot have the indexes ${indexes.map(index => index.name).join(', ')}: ${error.message}`,
      error,
    );
  }
}
