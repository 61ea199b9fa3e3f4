import { describeDocumentEvents, describeEventBus } from '@fintech/testkit';
import { sqliteStorage } from './_util.ts';

describeEventBus(
  'SqliteEventBus',
  sqliteStorage(adapters => adapters.eventBus),
);
describeDocumentEvents(
  'SqliteDocumentStore',
  sqliteStorage(adapters => adapters),
);
