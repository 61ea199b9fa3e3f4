import { randomUUID } from 'node:crypto';
import type { Opened, TestStorage } from '@fintech/testkit';
import type { MongodbEndpoints } from '@fintech/testkit/stack';
import { type Db, MongoClient } from 'mongodb';
import type { ConnectionOptions } from '../src/connection/connection.ts';
import { type MongodbAdapters, type MongodbAdaptersOptions, openMongodbAdapters } from '../src/index.ts';

/** A database of its own on a server that others use too. Disposing of it drops the database. */
export interface TestDatabase extends AsyncDisposable {
  readonly options: ConnectionOptions;
  /** As the administrator sees it. */
  readonly database: Db;
  open(options?: Partial<MongodbAdaptersOptions>): Promise<MongodbAdapters>;
}

export function testDatabase({ adminUrl }: MongodbEndpoints): TestDatabase {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new MongoClient(adminUrl, { writeConcern: { w: 'majority' } });
  // A busy machine is not a failure, except where a test says so.
  const options = { url: adminUrl, database: name, operationTimeoutMs: 30_000 };
  return {
    options,
    database: client.db(name),
    open: more => openMongodbAdapters({ ...options, ...more }),
    async [Symbol.asyncDispose]() {
      await client.db(name).dropDatabase();
      await client.close();
    },
  };
}

/** A storage is a database; opening it opens all adapters and picks one port. */
export async function mongodbStorage<Port>(
  endpoints: MongodbEndpoints,
  pick: (adapters: MongodbAdapters) => Port,
): Promise<TestStorage<Port>> {
  const database = testDatabase(endpoints);
  return {
    open: async (): Promise<Opened<Port>> => {
      const adapters = await database.open();
      return { port: pick(adapters), [Symbol.asyncDispose]: () => adapters[Symbol.asyncDispose]() };
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
