import { type MongodbAdapters, openMongodbAdapters } from '@fintech/adapter-mongodb';
import type { Config } from './config.ts';

/** Every port that is kept in MongoDB, in the database of this installation. */
export function openMongodb({ mongodbUrl, namespace }: Config): Promise<MongodbAdapters> {
  const database = namespace === '' ? 'fintech_app' : `fintech_app_${namespace}`;
  return openMongodbAdapters({ url: mongodbUrl, database });
}
