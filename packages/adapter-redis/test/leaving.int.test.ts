import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeOn, ownRedis } from '@fintech/testkit/stack';
import { RedisConnection } from '../src/connection/redis-connection.ts';
import { answered, eventually } from './_until.ts';
import { endpointOf, newPrefix } from './_util.ts';

/** Longer than the pause after which a connection may be told to leave again, in milliseconds. */
const toldForMs = 2500;

await describeOn('a connection that is told to leave', ownRedis(), redis => {
  it('comes back when it was told so again and again while no Sentinel answered', async () => {
    const connection = new RedisConnection(endpointOf(redis().endpoints), newPrefix());
    using ending = new DisposableStack();
    ending.defer(() => connection.close());
    await connection.connect(10_000);
    const { session } = connection;
    const sentinels = redis().sentinels;
    for (const sentinel of sentinels) sentinel.pause();
    ending.defer(() => {
      for (const sentinel of sentinels) sentinel.resume();
    });
    const until = performance.now() + toldForMs;
    await eventually('it was told often enough', () => {
      connection.leave();
      return performance.now() > until;
    });
    assert.notEqual(connection.session, session);

    for (const sentinel of sentinels) sentinel.resume();
    assert.equal(await answered(() => connection.command('PING')), 'PONG');
  });
});
