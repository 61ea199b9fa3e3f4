import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../src/config.ts';

const servers = {
  KAFKA_BROKERS: 'kafka-1:9092,kafka-2:9092',
  MONGODB_URL: 'mongodb://fintech:secret@mongodb-1/fintech_app?replicaSet=rs0',
  REDIS_SENTINELS: 'sentinel-1:26379,sentinel-2:26379',
  REDIS_PASSWORD: 'secret',
};

test('a cluster needs to be told its servers, and nothing else', () => {
  const config = parseConfig(servers);
  assert.deepEqual(config.kafkaBrokers, ['kafka-1:9092', 'kafka-2:9092']);
  assert.deepEqual(config.redis, {
    sentinels: ['sentinel-1:26379', 'sentinel-2:26379'],
    masterName: 'wallet',
    password: 'secret',
  });
  assert.deepEqual([config.replication, config.namespace, config.mode], [3, '', 'sandbox']);
  assert.equal(config.transactionPublicUrl.origin, 'http://localhost:5001');
});

test('one Redis without Sentinels will do in a sandbox', () => {
  const { REDIS_SENTINELS: _, ...others } = servers;
  const { redis } = parseConfig({ ...others, REDIS_ADDRESS: 'localhost:6379' });
  assert.deepEqual(redis, { address: 'localhost:6379', password: 'secret' });
});

const live = { MODE: 'live', PUBLIC_URL: 'https://pay.example.org' };
const wrong: readonly (readonly [Readonly<Record<string, string | undefined>>, RegExp])[] = [
  [{ KAFKA_BROKERS: undefined }, /^KAFKA_BROKERS must be set/],
  [{ KAFKA_BROKERS: 'kafka-1' }, /^KAFKA_BROKERS must be host:port/],
  [{ MONGODB_URL: undefined }, /^MONGODB_URL must be set/],
  [{ REDIS_SENTINELS: undefined }, /^REDIS_SENTINELS must be set/],
  [{ REDIS_ADDRESS: 'localhost:6379' }, /^Set REDIS_SENTINELS or REDIS_ADDRESS, not both/],
  [{ REPLICATION: '2' }, /^REPLICATION must be one of 1, 3/],
  [{ ...live, REPLICATION: '1' }, /^REPLICATION must be 3 in live mode/],
  [
    { ...live, REDIS_SENTINELS: undefined, REDIS_ADDRESS: 'r:1' },
    /^REDIS_SENTINELS must be set in live mode/,
  ],
  [{ NAMESPACE: 'a b' }, /^NAMESPACE must be/],
  [{ KAFKA_BROKER: 'kafka-1:9092' }, /^KAFKA_BROKER is not a setting/],
  [{ MONGODB_URL_FILE: '/nowhere' }, /^Set MONGODB_URL or MONGODB_URL_FILE, not both/],
];
for (const [change, message] of wrong) {
  test(`${JSON.stringify(change)} is refused`, () => {
    assert.throws(() => parseConfig({ ...servers, ...change }), { name: 'ConfigError', message });
  });
}

test('no message shows a secret', () => {
  for (const [change] of wrong) {
    assert.throws(
      () => parseConfig({ ...servers, ...change }),
      error => error instanceof Error && !error.message.includes('secret'),
    );
  }
});
