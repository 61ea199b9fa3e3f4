import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Collection, MongoClient, MongoError } from 'mongodb';
import { tempDirectory } from '../../src/index.ts';
import { describeOn, freePorts, type MongodbStack, ownMongodb, startMongodb } from '../../src/stack/index.ts';

await describeOn('a replica set of three', ownMongodb(), mongodb => {
  it('keeps what a majority has through the death and the silence of the primary', async () => {
    await using client = durableClient(mongodb());
    const things = client.db().collection<Thing>('things');
    await put(things, 1);
    const first = await mongodb().primary();
    await first.kill();
    await put(things, 2);
    await first.start();
    await mongodb().healthy();
    const second = await mongodb().primary();
    second.pause();
    await put(things, 3);
    second.resume();
    await mongodb().inStep();
    assert.equal(await things.countDocuments(), 3);
  });
});

await describeOn('a replica set of one', ownMongodb(1), mongodb => {
  it('gives the application its own database only', async () => {
    const { url, adminUrl } = mongodb().endpoints;
    await using app = new MongoClient(url);
    assert.equal(app.db().databaseName, 'fintech_app');
    await app.db().collection('things').insertOne({});
    await assert.rejects(app.db('other').collection('things').insertOne({}), { codeName: 'Unauthorized' });
    await using stranger = new MongoClient(url.replace(/\/\/.*@/, '//'));
    await assert.rejects(stranger.db().collection('things').findOne(), { codeName: 'Unauthorized' });
    await using admin = new MongoClient(adminUrl);
    await admin.db('other').collection('things').insertOne({});
  });

  it('goes on over the data it left', async () => {
    await using directory = await tempDirectory();
    const [port = 0] = await freePorts(1);
    const options = { nodes: 1, directory: directory.path, places: [{ port }] } as const;
    for (const n of [1, 2]) {
      await using stack = await startMongodb(options);
      await using client = durableClient(stack);
      await client.db().collection('things').insertOne({ n });
      assert.equal(await client.db().collection('things').countDocuments(), n);
    }
  });
});

type Thing = { readonly _id: number };

/**
 * The driver repeats a write after every error of a connection but one, which it throws bare: that of a socket whose
 * other end went away while a full buffer was to be emptied. The connection is lost with it, so these repeats have an end.
 */
async function put(things: Collection<Thing>, _id: number): Promise<void> {
  try {
    await things.replaceOne({ _id }, {}, { upsert: true });
  } catch (error) {
    if (!isBareSocketError(error)) throw error;
    await put(things, _id);
  }
}

function isBareSocketError(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof MongoError) return false;
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ECONNRESET');
}

/** Notices a silent primary within three seconds. */
function durableClient({ endpoints }: MongodbStack): MongoClient {
  return new MongoClient(endpoints.url, {
    writeConcern: { w: 'majority', journal: true },
    connectTimeoutMS: 2000,
    heartbeatFrequencyMS: 1000,
    maxAdaptiveRetries: 10,
  });
}
