import type { Annotation, AnnotationStore } from '@fintech/ports';
import type { Collection } from 'mongodb';
import { insertMissing } from '../connection/bulk-write.ts';
import type { CollectionDefinition } from '../connection/collections.ts';
import type { MongodbConnection } from '../connection/connection.ts';

/** A text, or a mark that it was erased, which keeps a late repeat of the save from bringing it back. */
interface AnnotationDocument {
  readonly _id: string;
  readonly text?: string;
  readonly erased?: true;
}

export const annotations: CollectionDefinition = {
  name: 'annotations',
  schema: {
    bsonType: 'object',
    required: ['_id'],
    additionalProperties: false,
    properties: { _id: { bsonType: 'string' }, text: { bsonType: 'string' }, erased: { enum: [true] } },
    oneOf: [{ required: ['text'] }, { required: ['erased'] }],
  },
  indexes: [],
};

/** Personal texts, one document each. */
export class MongodbAnnotationStore implements AnnotationStore {
  readonly #connection: MongodbConnection;

  constructor(connection: MongodbConnection) {
    this.#connection = connection;
  }

  async save(texts: readonly Annotation[]): Promise<void> {
    const documents = texts.map(({ id, text }) => ({ _id: id, text }));
    await insertMissing<AnnotationDocument>(this.#connection, annotations.name, documents);
  }

  async find(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const wanted = { _id: { $in: [...ids] } };
    const found = await this.#connection.call(session =>
      this.#collection.find(wanted, { session }).toArray(),
    );
    return new Map(found.flatMap(({ _id, text }) => (text === undefined ? [] : [[_id, text] as const])));
  }

  async erase(id: string): Promise<void> {
    const erasure = { $set: { erased: true }, $unset: { text: '' } } as const;
    await this.#connection.call(session =>
      this.#collection.updateOne({ _id: id }, erasure, { upsert: true, session }),
    );
  }

  get #collection(): Collection<AnnotationDocument> {
    return this.#connection.collection<AnnotationDocument>(annotations.name);
  }
}
