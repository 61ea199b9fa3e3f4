import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, test } from 'node:test';
import { openMongodbAdapters } from '@fintech/adapter-mongodb';
import { describeOn, missingMongod, type ServerSource } from '@fintech/testkit/stack';
import { MongoClient } from 'mongodb';
import { root } from '../src/compose-model.ts';
import { ComposedMongodb, type User } from '../src/composed-mongodb.ts';

const composedMongodb: ServerSource<ComposedMongodb> = {
  missing: missingMongod,
  start: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'composed-mongodb-'));
    const server = await ComposedMongodb.create(directory);
    await server.init();
    return {
      server,
      [Symbol.asyncDispose]: async () => {
        await server[Symbol.asyncDispose]();
        await rm(directory, { recursive: true });
      },
    };
  },
};

const collections: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(`${root}deploy/compose/mongodb/collections.json`, 'utf8'),
);
const refused = { codeName: 'Unauthorized' };

await describeOn('MongoDB, made one set by the job of Compose', composedMongodb, mongodb => {
  const as = async (user: User) => new MongoClient(await mongodb().urlOf(user));

  it('is one set of three, and lets nobody in without a password', async () => {
    await using exporter = await as('exporter');
    const { members } = await exporter.db('admin').command({ replSetGetStatus: 1 });
    assert.equal(members.length, 3);
    const anybody = (await mongodb().urlOf('auth')).replace(/\/\/.*@/, '//');
    await using client = new MongoClient(anybody);
    await assert.rejects(client.db('fintech_app').collection('users').findOne({}), refused);
  });

  it('lets each service read and write its own collections only', async () => {
    for (const service of ['auth', 'transaction'] as const) {
      await using client = await as(service);
      for (const [owner, names] of Object.entries(collections)) {
        for (const name of names) {
          const collection = client.db('fintech_app').collection(name);
          if (owner === service) await collection.findOne({});
          else await assert.rejects(collection.findOne({}), refused, `${service} reads ${name}`);
        }
      }
      await assert.rejects(client.db('admin').collection('system.users').findOne({}), refused);
      await assert.rejects(client.db('another').collection('users').findOne({}), refused);
      await assert.rejects(client.db('fintech_app').collection('users').drop(), refused);
    }
  });

  it('gives the services all that their adapters need', async () => {
    // In the order of Compose: the job first.
    for (const user of ['setup', 'auth', 'transaction'] as const) {
      await using adapters = await openMongodbAdapters({ url: await mongodb().urlOf(user) });
      assert.ok(adapters);
    }
  });

  it('lets the backup read everything, and the exporter nothing but how the set is', async () => {
    await using backup = await as('backup');
    await backup.db('fintech_app').collection('users').findOne({});
    await backup.db('local').collection('oplog.rs').findOne({});
    await assert.rejects(backup.db('fintech_app').collection('users').insertOne({}), refused);
    await using exporter = await as('exporter');
    await exporter.db('admin').command({ serverStatus: 1 });
    await assert.rejects(exporter.db('fintech_app').collection('users').findOne({}), refused);
  });

  it('can be told again, and then gives a user the password that the secret has now', async () => {
    const secret = mongodb().secretOf('auth');
    const former = await mongodb().urlOf('auth');
    const text = await readFile(secret, 'utf8');
    await chmod(secret, 0o600);
    await writeFile(secret, text.replace(/:[^:@]+@/, ':another-password@'));
    await mongodb().init();
    await using client = await as('auth');
    await client.db('fintech_app').collection('users').findOne({});
    await using old = new MongoClient(former);
    await assert.rejects(old.db('fintech_app').collection('users').findOne({}), {
      codeName: 'AuthenticationFailed',
    });
  });
});

test('collections.json names the collections that the code has, and no other', () => {
  const sources = globSync('{services,packages,apps}/*/src/**/*.ts', { cwd: root });
  const declared = sources.flatMap(path =>
    [
      ...readFileSync(root + path, 'utf8').matchAll(
        /: Collection(?:Spec|Definition)(?:<\w+>)? = \{\s*name: '(\w+)'/g,
      ),
    ].map(match => match[1]),
  );
  assert.deepEqual(Object.values(collections).flat().toSorted(), declared.toSorted());
});
