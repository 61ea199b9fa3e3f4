import { describeEntryStore } from '@fintech/testkit';
import { describeOn, useMongodb } from '@fintech/testkit/stack';
import { mongodbStorage } from '../_util.ts';

await describeOn('on a replica set', useMongodb(), server => {
  describeEntryStore('MongodbEntryStore', () => mongodbStorage(server(), adapters => adapters.entryStore));
});
