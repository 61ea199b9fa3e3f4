import { describeEntryStore } from '@fintech/testkit';
import { SqliteEntryStore } from '../src/entries/entry-store.ts';
import { fileStorage } from './_util.ts';

describeEntryStore(
  'SqliteEntryStore',
  fileStorage('read-model.db', async file => {
    const store = await SqliteEntryStore.open(file);
    return { port: store, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
  }),
);
