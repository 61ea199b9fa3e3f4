import type { Binary } from 'mongodb';
import { type CollectionDefinition, numberTypes } from '../connection/collections.ts';

/** Says that a snapshot is there: written when all its chunks are. */
export interface Manifest {
  /** Offset of the first record that is not part of the snapshot. */
  readonly _id: number;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Whose chunks these are: saving the same offset again is another save. */
  readonly saveId: string;
}

export interface Chunk {
  /** `<saveId>/<number>`: 0, 1, 2 … in the order of the bytes. */
  readonly _id: string;
  readonly saveId: string;
  readonly savedAt: Date;
  readonly data: Binary;
}

export const snapshots: CollectionDefinition = {
  name: 'snapshots',
  schema: {
    bsonType: 'object',
    required: ['_id', 'bytes', 'sha256', 'saveId'],
    additionalProperties: false,
    properties: {
      _id: { bsonType: numberTypes },
      bytes: { bsonType: numberTypes },
      sha256: { bsonType: 'string' },
      saveId: { bsonType: 'string' },
    },
  },
  indexes: [],
};

export const snapshotChunks: CollectionDefinition = {
  name: 'snapshot_chunks',
  schema: {
    bsonType: 'object',
    required: ['_id', 'saveId', 'savedAt', 'data'],
    additionalProperties: false,
    properties: {
      _id: { bsonType: 'string' },
      saveId: { bsonType: 'string' },
      savedAt: { bsonType: 'date' },
      data: { bsonType: 'binData' },
    },
  },
  indexes: [
    { name: 'by_save', key: { saveId: 1 } },
    { name: 'by_age', key: { savedAt: 1, saveId: 1 } },
  ],
};
