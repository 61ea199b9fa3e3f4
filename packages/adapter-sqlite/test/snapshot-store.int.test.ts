import { describeSnapshotStore } from '@fintech/testkit';
import { sqliteStorage } from './_util.ts';

describeSnapshotStore(
  'FileSnapshotStore',
  sqliteStorage(adapters => adapters.snapshotStore),
);
