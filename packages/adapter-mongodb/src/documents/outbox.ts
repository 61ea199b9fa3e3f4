import type { OutboxEvent } from '@fintech/ports';
import type { Timestamp } from 'mongodb';
import { type CollectionDefinition, numberTypes } from '../connection/collections.ts';

/**
 * The events of one write, from the moment that the write happened until they are published. They are written in the
 * transaction of the document. The other way, events inside the document itself, would save that transaction; but then
 * deleting a document would have to wait for its events, and whoever relays them would have to know all collections.
 */
export interface OutboxDocument {
  readonly _id: string;
  /**
   * Publication follows this: the logical clock of the replica set after the document was written and locked. So events of
   * one document have the order of its versions, and those of a write that was acknowledged come before those of any
   * write that began later.
   */
  readonly seq: Timestamp;
  readonly events: readonly OutboxEvent[];
}

export const outbox: CollectionDefinition = {
  name: 'outbox',
  schema: {
    bsonType: 'object',
    required: ['_id', 'seq', 'events'],
    additionalProperties: false,
    properties: {
      _id: { bsonType: 'string' },
      seq: { bsonType: 'timestamp' },
      events: {
        bsonType: 'array',
        minItems: 1,
        items: {
          bsonType: 'object',
          required: ['topic', 'event'],
          additionalProperties: false,
          properties: {
            topic: { bsonType: 'string' },
            event: {
              bsonType: 'object',
              required: ['id', 'type', 'time', 'data'],
              additionalProperties: false,
              properties: {
                id: { bsonType: 'string' },
                type: { bsonType: 'string' },
                time: { bsonType: numberTypes },
                data: {},
              },
            },
          },
        },
      },
    },
  },
  indexes: [{ name: 'in_order', key: { seq: 1, _id: 1 } }],
};
