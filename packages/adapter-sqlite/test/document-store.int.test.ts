import { describeDocumentStore } from '@fintech/testkit';
import { sqliteStorage } from './_util.ts';

describeDocumentStore(
  'SqliteDocumentStore',
  sqliteStorage(adapters => adapters.documentStore),
);
