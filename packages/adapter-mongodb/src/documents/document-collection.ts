import type { CollectionSpec, IndexSpec } from '@fintech/ports';
import type { Timestamp } from 'mongodb';
import { type CollectionDefinition, numberTypes } from '../connection/collections.ts';

export type IndexedValue = string | number;

/** A document of the port as it is stored. */
export interface StoredDocument {
  readonly _id: string;
  /**
   * Orders documents by their insertion: the logical clock of the replica set when the document was inserted. What is
   * inserted after an insert was acknowledged has a later one, on whatever member; simultaneous inserts may have the same.
   */
  readonly seq: Timestamp;
  readonly version: number;
  readonly value: unknown;
  /** Values of the indexed fields that are texts or numbers; what else such a field may hold is in no index. */
  readonly keys: Readonly<Record<string, IndexedValue>>;
}

/** The collection of MongoDB behind a collection of the port; both have the same name. */
export function definitionOf({ name, indexes }: CollectionSpec): CollectionDefinition {
  return {
    name,
    schema: {
      bsonType: 'object',
      required: ['_id', 'seq', 'version', 'value', 'keys'],
      additionalProperties: false,
      properties: {
        _id: { bsonType: 'string' },
        seq: { bsonType: 'timestamp' },
        version: { bsonType: numberTypes, minimum: 1 },
        value: {},
        // Not the fields by name: an index that is added later must not need another validator.
        keys: { bsonType: 'object', additionalProperties: { bsonType: ['string', ...numberTypes] } },
      },
    },
    indexes: indexes.map(toIndex),
  };
}

/** The values of a document that its collection has an index on. */
export function keysOf({ indexes }: CollectionSpec, value: unknown): Record<string, IndexedValue> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = indexes.flatMap(({ field }) => {
    const key: unknown = Reflect.get(value, field);
    return typeof key === 'string' || typeof key === 'number' ? [[field, key] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** Documents without the field are not in the index, so any number of them may lack a unique one. */
function toIndex({ field, unique = false }: IndexSpec): CollectionDefinition['indexes'][number] {
  const path = `keys.${field}`;
  const partialFilterExpression = { [path]: { $exists: true } };
  return unique
    ? { name: `${field}_unique`, key: { [path]: 1 }, unique, partialFilterExpression }
    : { name: `${field}_in_order`, key: { [path]: 1, seq: 1, _id: 1 }, partialFilterExpression };
}
