import { annotations } from './annotations/annotation-store.ts';
import type { CollectionDefinition } from './connection/collections.ts';
import { outbox } from './documents/outbox.ts';
import { accounts, checkpoints, records, transactions } from './entries/entry-collections.ts';
import { snapshotChunks, snapshots } from './snapshots/snapshot-collections.ts';

/** All collections but those of documents. */
export const definitions: readonly CollectionDefinition[] = [
  transactions,
  records,
  accounts,
  checkpoints,
  snapshots,
  snapshotChunks,
  annotations,
  outbox,
];
