import { describeSessionStore } from '@fintech/testkit';
import { sqliteStorage } from './_util.ts';

describeSessionStore(
  'SqliteSessionStore',
  sqliteStorage(adapters => adapters.sessionStore),
);
