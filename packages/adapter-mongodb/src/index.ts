export type { OutboxRelay } from './documents/outbox-relay.ts';
export {
  type MongodbAdapters,
  type MongodbAdaptersOptions,
  openMongodbAdapters,
} from './open-mongodb-adapters.ts';
