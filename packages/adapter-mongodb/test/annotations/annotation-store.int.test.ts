import { describeAnnotationStore } from '@fintech/testkit';
import { describeOn, useMongodb } from '@fintech/testkit/stack';
import { mongodbStorage } from '../_util.ts';

await describeOn('on a replica set', useMongodb(), server => {
  describeAnnotationStore('MongodbAnnotationStore', () =>
    mongodbStorage(server(), adapters => adapters.annotationStore),
  );
});
