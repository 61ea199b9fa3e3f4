import { describeSnapshotStore } from '@fintech/testkit';
import { describeOn, useMongodb } from '@fintech/testkit/stack';
import { mongodbStorage } from '../_util.ts';

await describeOn('on a replica set', useMongodb(), server => {
  describeSnapshotStore('MongodbSnapshotStore', () =>
    mongodbStorage(server(), adapters => adapters.snapshotStore),
  );
});
