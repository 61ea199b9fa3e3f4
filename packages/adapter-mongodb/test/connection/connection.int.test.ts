import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeOn, useMongodb } from '@fintech/testkit/stack';
import { MongodbConnection } from '../../src/connection/connection.ts';
import { testDatabase } from '../_util.ts';

await describeOn('a connection', useMongodb(), server => {
  it('gives up on work that does not end', { timeout: 10_000 }, async () => {
    await using database = testDatabase(server());
    await using connection = await MongodbConnection.open({ ...database.options, operationTimeoutMs: 1000 });
    const startedAt = performance.now();
    const endless = connection.call(() => new Promise(() => undefined));
    await assert.rejects(endless, { code: 'store_unavailable', canRetry: true });
    const elapsedMs = performance.now() - startedAt;
    assert.ok(elapsedMs >= 999 && elapsedMs < 5000, `${elapsedMs} ms`);
  });

  it('is unavailable once it is closed, and tells a wrong call from that', async () => {
    await using database = testDatabase(server());
    const connection = await MongodbConnection.open(database.options);
    const things = connection.collection('things');
    await assert.rejects(
      connection.call(() => things.updateOne({}, { noOperator: 1 })),
      { name: 'MongoInvalidArgumentError' },
    );
    await connection[Symbol.asyncDispose]();
    await assert.rejects(
      connection.call(() => things.findOne()),
      { code: 'store_unavailable' },
    );
  });
});
