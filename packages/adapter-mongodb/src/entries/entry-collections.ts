import { type CollectionDefinition, numberTypes } from '../connection/collections.ts';

/**
 * What became of one command, and the entries it made: one document, because it is one fact. It is inserted once and
 * never changed, under an id that follows from the log, so it does not matter how many projectors insert it.
 */
export interface TransactionDocument {
  /** Position of the command. */
  readonly _id: number;
  readonly commandId: string;
  readonly kind: string;
  readonly code: string;
  readonly time: number;
  readonly balance?: number;
  /** With `entries`: what the transaction was. */
  readonly purpose?: string;
  /** In the order of their indexes; absent when nothing was posted. */
  readonly entries?: readonly StoredEntry[];
}

export interface StoredEntry {
  readonly index: number;
  readonly accountId: string;
  readonly counterpartyId: string;
  readonly currency: string;
  readonly amount: number;
  readonly balance: number;
}

/** A record of the log as it was applied. Inserted once, never changed. */
export interface RecordDocument {
  /** Offset of the record. */
  readonly _id: number;
  readonly firstPosition: number;
  readonly chain: string;
}

/**
 * What does not change with each transfer. The balance is that of the account's newest entry: written here too, it would
 * cost two guarded updates per transfer, which is five times the work of inserting the transaction.
 */
export interface AccountDocument {
  /** Id of the account. */
  readonly _id: string;
  readonly ownerId: string;
  readonly currency: string;
  readonly status: string;
  readonly openedAt: number;
  /** Record after which the account stood like this. Only a later one overwrites it (rule R12). */
  readonly offset: number;
}

/** One document: how far the read model is complete, and who wrote last. */
export interface CheckpointDocument {
  readonly _id: string;
  readonly nextOffset: number;
  readonly position: number;
  /** Projector whose turn it is; the others give it time to write what they have too. */
  readonly writer: string;
}

const text = { bsonType: 'string' };
const number = { bsonType: numberTypes };
const money = { ...number, minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };

function closedObject(properties: Readonly<Record<string, object>>, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter(name => !optional.includes(name));
  return { bsonType: 'object', required, additionalProperties: false, properties };
}

const entry = closedObject({
  index: { ...number, minimum: 0, maximum: 127 },
  accountId: text,
  counterpartyId: text,
  currency: text,
  amount: money,
  balance: money,
});

export const transactions: CollectionDefinition = {
  name: 'transactions',
  schema: closedObject(
    {
      ...{
        _id: number,
        commandId: text,
        kind: text,
        code: text,
        time: number,
        balance: money,
        purpose: text,
      },
      entries: { bsonType: 'array', minItems: 1, maxItems: 128, items: entry },
    },
    ['balance', 'purpose', 'entries'],
  ),
  indexes: [
    { name: 'by_command', key: { commandId: 1, _id: 1 } },
    { name: 'by_account', key: { 'entries.accountId': 1, time: 1, _id: 1 } },
  ],
};

export const records: CollectionDefinition = {
  name: 'records',
  schema: closedObject({ _id: number, firstPosition: number, chain: text }),
  indexes: [],
};

export const accounts: CollectionDefinition = {
  name: 'accounts',
  schema: closedObject({
    ...{ _id: text, ownerId: text, currency: text, status: text },
    ...{ openedAt: number, offset: number },
  }),
  indexes: [{ name: 'by_owner', key: { ownerId: 1, openedAt: 1, _id: 1 } }],
};

export const checkpoints: CollectionDefinition = {
  name: 'checkpoints',
  schema: closedObject({ _id: text, nextOffset: number, position: number, writer: text }),
  indexes: [],
};
