import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { tempDirectory } from '@fintech/testkit';
import {
  describeOn,
  freePorts,
  installMongod,
  type MongodbEndpoints,
  roleOfMember,
  ServerNode,
  useMongodb,
} from '@fintech/testkit/stack';
import { MongoClient } from 'mongodb';
import { openMongodbAdapters } from '../src/index.ts';
import { type TestDatabase, testDatabase } from './_util.ts';

const people = { name: 'people', indexes: [{ field: 'name', unique: true }, { field: 'city' }] } as const;

await describeOn('openMongodbAdapters', useMongodb(), server => {
  it('needs no more rights than to read and write its database, and may be opened again and twice', async () => {
    await using database = testDatabase(server());
    await using user = await appUser(server(), database);
    await using first = await openMongodbAdapters({ ...user.options, collections: [people] });
    await using second = await openMongodbAdapters({ ...user.options, collections: [people] });
    assert.equal(await first.documentStore.put(people, '1', { name: 'ann' }), 'ok');
    assert.equal(await second.documentStore.put(people, '2', { name: 'ann' }), 'duplicate');
  });

  it('may be opened for the first time by many processes at once', async () => {
    await using database = testDatabase(server());
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => database.open({ collections: [people] })),
    );
    for (const adapters of opened) await adapters[Symbol.asyncDispose]();
  });

  it('gives every collection a validator, which refuses what does not belong there', async () => {
    await using database = testDatabase(server());
    await using _ = await database.open({ collections: [people] });
    const collections = await database.database.listCollections().toArray();
    assert.equal(collections.length, 9);
    for (const { name } of collections) {
      const stray = database.database.collection(name).insertOne({ anything: 1 });
      await assert.rejects(stray, { code: 121 }, name);
    }
  });

  it('sets a validator that is missing when it may, and refuses to start when it may not', async () => {
    await using database = testDatabase(server());
    await using user = await appUser(server(), database);
    await database.database.createCollection('transactions');
    await assert.rejects(openMongodbAdapters(user.options), {
      code: 'unsafe_settings',
      message: /transactions lacks the validator.*dbAdmin/,
    });
    await using _ = await database.open();
    await assert.rejects(database.database.collection('transactions').insertOne({}), { code: 121 });
    await using again = await openMongodbAdapters(user.options);
    assert.deepEqual(await again.entryStore.checkpoint(), { nextOffset: 0, position: 0 });
  });

  it('refuses a validator that only warns', async () => {
    await using database = testDatabase(server());
    await using user = await appUser(server(), database);
    await using _ = await database.open();
    await database.database.command({ collMod: 'annotations', validationAction: 'warn' });
    await assert.rejects(openMongodbAdapters(user.options), {
      code: 'unsafe_settings',
      message: /annotations/,
    });
  });

  it('refuses an index that is there and is another one', async () => {
    await using database = testDatabase(server());
    await database.database.collection('transactions').createIndex({ kind: 1 }, { name: 'by_account' });
    await assert.rejects(database.open(), { code: 'unsafe_settings', message: /by_account/ });
  });

  it('refuses a unique index that the data contradicts, at the start or at the first use', async () => {
    await using database = testDatabase(server());
    const loose = { name: 'people', indexes: [{ field: 'name' }] };
    {
      await using before = await database.open();
      await before.documentStore.put(loose, '1', { name: 'ann' });
      await before.documentStore.put(loose, '2', { name: 'ann' });
    }
    const refusal = { code: 'unsafe_settings', message: /people.*name_unique/ };
    await assert.rejects(database.open({ collections: [people] }), refusal);
    await using later = await database.open();
    await assert.rejects(later.documentStore.get(people, '1'), refusal);
    await assert.rejects(later.documentStore.put(people, '3', {}), refusal);
  });

  it('keeps documents out of the collections of the other ports', async () => {
    await using database = testDatabase(server());
    await using adapters = await database.open();
    const taken = { name: 'transactions', indexes: [] };
    await assert.rejects(adapters.documentStore.put(taken, '1', {}), RangeError);
  });

  it('refuses a wrong password, and says in time when nobody is there', async () => {
    const wrong = server().adminUrl.replace(/:[^:@]+@/, ':wrong@');
    await assert.rejects(openMongodbAdapters({ url: wrong }), { code: 'unsafe_settings', message: /user/ });
    const [port] = await freePorts(1);
    const nobody = { url: `mongodb://127.0.0.1:${port}/?replicaSet=rs0`, operationTimeoutMs: 500 };
    await assert.rejects(openMongodbAdapters(nobody), { code: 'store_unavailable', canRetry: true });
  });

  it('refuses a mongod that stands alone, whatever the URL says', async () => {
    await using directory = await tempDirectory();
    const [port = 0] = await freePorts(1);
    await using node = new ServerNode({
      name: 'mongodb-alone',
      port,
      command: await installMongod(),
      args: ['--dbpath', directory.path, '--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket'],
      logFile: join(directory.path, 'mongod.log'),
      isReady: async () => (await roleOfMember(`127.0.0.1:${port}`)) !== '',
    });
    await node.start();
    for (const query of ['', '?replicaSet=rs0']) {
      const alone = { url: `mongodb://127.0.0.1:${port}/${query}`, operationTimeoutMs: 2000 };
      await assert.rejects(openMongodbAdapters(alone), {
        code: 'unsafe_settings',
        message: /no member of a replica set/,
      });
    }
  });
});

/** The user of an application, who may read and write one database and nothing else. */
async function appUser({ adminUrl }: MongodbEndpoints, { database, options }: TestDatabase) {
  const name = database.databaseName;
  await using client = new MongoClient(adminUrl);
  const roles = [{ role: 'readWrite', db: name }];
  await client.db('admin').command({ createUser: name, pwd: 'secret', roles });
  return {
    options: { ...options, url: adminUrl.replace(/\/\/.*@/, `//${name}:secret@`) },
    async [Symbol.asyncDispose]() {
      await using admin = new MongoClient(adminUrl);
      await admin.db('admin').command({ dropUser: name });
    },
  };
}
