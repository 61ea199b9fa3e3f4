import { describeSessionStore } from '@fintech/testkit';
import { describeOn, ownRedis, useRedis } from '@fintech/testkit/stack';
import { redisStorage } from './_util.ts';

await describeOn('with Sentinels', useRedis(), redis => {
  describeSessionStore('RedisSessionStore', () => redisStorage(redis()));
});

await describeOn('without Sentinels', ownRedis(1), redis => {
  describeSessionStore('RedisSessionStore', () => redisStorage(redis().endpoints));
});
