import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MongoClient } from 'mongodb';
import { tempDirectory } from '../../src/index.ts';
import { freePorts, installMongod, startMongodb } from '../../src/stack/index.ts';

const missing = await installMongod().then(
  () => undefined,
  (error: Error) => error.message,
);
if (missing !== undefined && process.env.CI === 'true') throw new Error(missing);

describe('startMongodb', { skip: missing ?? false }, () => {
  it('keeps what a majority has through the death and the silence of the primary, and a restart', async () => {
    await using directory = await tempDirectory();
    const options = { nodes: 3, directory: directory.path, ports: await freePorts(3) } as const;
    {
      await using stack = await startMongodb(options);
      const writing = { writeConcern: { w: 'majority', j: true }, connectTimeoutMS: 2000 } as const;
      await using client = new MongoClient(stack.url, {
        ...writing,
        heartbeatFrequencyMS: 1000,
        maxAdaptiveRetries: 10,
      });
      const things = client.db().collection('things');
      await things.insertOne({ n: 1 });
      const first = await stack.primary();
      await first.kill();
      await things.insertOne({ n: 2 });
      await first.start();
      await stack.healthy();
      const second = await stack.primary();
      second.pause();
      await things.insertOne({ n: 3 });
      second.resume();
      await stack.healthy();
    }
    await using stack = await startMongodb(options);
    await using client = new MongoClient(stack.url);
    assert.equal(await client.db().collection('things').countDocuments(), 3);
  });

  it('gives the application its own database only', async () => {
    await using directory = await tempDirectory();
    await using stack = await startMongodb({ nodes: 1, directory: directory.path });
    await using app = new MongoClient(stack.url);
    assert.equal(app.db().databaseName, 'fintech_app');
    await assert.rejects(app.db('other').collection('things').insertOne({}), { codeName: 'Unauthorized' });
    await using stranger = new MongoClient(stack.url.replace(/\/\/.*@/, '//'));
    await assert.rejects(stranger.db().collection('things').findOne(), { codeName: 'Unauthorized' });
    await using admin = new MongoClient(stack.adminUrl);
    await admin.db('other').collection('things').insertOne({});
  });

  it('says which port it lacks', async () => {
    await using directory = await tempDirectory();
    await assert.rejects(startMongodb({ nodes: 3, directory: directory.path, ports: [1] }), /3 nodes/);
  });
});
