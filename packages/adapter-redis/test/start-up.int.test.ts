import assert from 'node:assert/strict';
import { it } from 'node:test';
import { inspect } from 'node:util';
import { describeOn, freePorts, ownRedis, type RedisSet, useRedis } from '@fintech/testkit/stack';
import { Redis } from 'ioredis';
import { openRedisSessionStore } from '../src/index.ts';
import { family } from './_load.ts';
import { eventually } from './_until.ts';
import { endpointOf, newPrefix } from './_util.ts';

await describeOn('start-up', useRedis(), redis => {
  it('says which Sentinels do not answer', async () => {
    const sentinels = (await freePorts(2)).map(port => `127.0.0.1:${port}`);
    const endpoint = { ...redis(), sentinels };
    await assert.rejects(openRedisSessionStore({ endpoint }), {
      name: 'PortError',
      code: 'store_unavailable',
      message: new RegExp(`No Sentinel answers: ${sentinels[0]} \\(connect ECONNREFUSED.*${sentinels[1]}`),
    });
  });

  it('needs only one Sentinel that answers', async () => {
    const [port] = await freePorts(1);
    const sentinels = [`127.0.0.1:${port}`, ...redis().sentinels.slice(0, 1)];
    await using store = await openRedisSessionStore({ endpoint: { ...redis(), sentinels } });
    assert.equal(await store.family('none'), undefined);
  });

  it('refuses Sentinels that watch another master', async () => {
    const endpoint = { ...redis(), masterName: 'other' };
    await assert.rejects(
      openRedisSessionStore({ endpoint }),
      /watch wallet, and no master of the name other/,
    );
  });

  it('refuses an address that is none', async () => {
    const endpoint = { ...redis(), sentinels: ['localhost'] };
    await assert.rejects(openRedisSessionStore({ endpoint }), /localhost is not host:port/);
  });
});

await describeOn('start-up against unsafe settings', ownRedis(1), redis => {
  const open = () => openRedisSessionStore({ endpoint: endpointOf(redis().endpoints), prefix: newPrefix() });

  const unsafe: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ appendonly: 'no' }, /keeps nothing on disk/],
    [{ 'maxmemory-policy': 'allkeys-lru' }, /may throw sessions away \(maxmemory-policy allkeys-lru\)/],
    [{ 'maxmemory-policy': 'volatile-ttl' }, /may throw sessions away/],
  ];
  for (const [settings, message] of unsafe) {
    it(`refuses ${JSON.stringify(settings)}`, async () => {
      const safe = { appendonly: 'yes', 'maxmemory-policy': 'noeviction' };
      await configure(redis(), settings);
      await assert.rejects(open(), { code: 'unsafe_settings', message });
      await configure(redis(), safe);
      await (await open())[Symbol.asyncDispose]();
      // A Redis that writes its first append-only file does not want to be stopped.
      await eventually('the file is written', () =>
        withClient(redis(), async client => {
          const info = await client.info('persistence');
          return /aof_rewrite_in_progress:0/.test(info) && /aof_rewrite_scheduled:0/.test(info);
        }),
      );
    });
  }

  it('says that the password is wrong, and not what it was', async () => {
    const endpoint = { ...endpointOf(redis().endpoints), password: 'not-the-password' };
    const error = await openRedisSessionStore({ endpoint }).catch(reason => reason);
    assert.equal(error.code, 'store_unavailable');
    assert.match(error.message, /WRONGPASS/);
    assert.doesNotMatch(everythingIn(error), /not-the-password/);
  });

  it('keeps secrets out of errors', async () => {
    const prefix = newPrefix();
    await using store = await openRedisSessionStore({ endpoint: endpointOf(redis().endpoints), prefix });
    await withClient(redis(), client => client.set(`${prefix}family:f`, 'not a hash'));
    const error = await store.createFamily(family('f')).catch(reason => reason);
    assert.equal(error.code, 'store_corrupt');
    assert.doesNotMatch(everythingIn(error), /secret of f/);
    assert.ok(!everythingIn(error).includes(redis().endpoints.password));
  });
});

await describeOn('start-up against a master that nobody has to follow', ownRedis(), redis => {
  it('refuses min-replicas-to-write 0', async () => {
    await configure(redis(), { 'min-replicas-to-write': '0' });
    await assert.rejects(
      openRedisSessionStore({ endpoint: endpointOf(redis().endpoints) }),
      /nobody follows.*min-replicas-to-write 0/,
    );
  });
});

function everythingIn(error: unknown): string {
  return inspect(error, { depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null });
}

function configure(redis: RedisSet, settings: Record<string, string>): Promise<unknown> {
  return withClient(redis, client => client.config('SET', ...Object.entries(settings).flat()));
}

async function withClient<T>(redis: RedisSet, body: (client: Redis) => Promise<T>): Promise<T> {
  const { port } = await redis.master();
  const client = new Redis({ port, password: redis.endpoints.password });
  try {
    return await body(client);
  } finally {
    client.disconnect();
  }
}
