import { describeEntryStore } from '@fintech/testkit';
import { sqliteStorage } from './_util.ts';

describeEntryStore(
  'SqliteEntryStore',
  sqliteStorage(adapters => adapters.entryStore),
);
