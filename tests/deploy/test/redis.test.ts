import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { describeOn, missingRedis, type ServerSource } from '@fintech/testkit/stack';
import { ComposedRedis } from '../src/composed-redis.ts';

const composedRedis: ServerSource<ComposedRedis> = {
  missing: () => missingRedis(process.env.CI === 'true'),
  start: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'composed-redis-'));
    const server = await ComposedRedis.create(directory);
    await server.start();
    return {
      server,
      [Symbol.asyncDispose]: async () => {
        await server[Symbol.asyncDispose]();
        await rm(directory, { recursive: true });
      },
    };
  },
};

await describeOn('Redis and its Sentinels, started as Compose starts them', composedRedis, redis => {
  it('makes another node the master when the master is killed, and the old one follows when it is back', async context => {
    for (let round = 1; round <= 2; round += 1) {
      const former = await redis().settled();
      await redis().write(former, `before ${round}`);
      const killedAt = performance.now();
      await redis().kill(former.redis);
      const master = await redis().replaced(former);
      context.diagnostic(`a new master after ${((performance.now() - killedAt) / 1000).toFixed(1)} s`);
      assert.equal(await redis().read(master), `before ${round}`);
      await redis().write(master, `after ${round}`);
      await former.redis.start();
      assert.equal(await redis().settled(), master);
      assert.equal(await redis().read(former), `after ${round}`);
    }
  });

  it('believes the Sentinel that knows of the newest failover, not one that was away meanwhile', async () => {
    const former = await redis().settled();
    await redis().kill(former.redis, former.sentinel);
    const master = await redis().replaced(former);
    await redis().write(master, 'newest');
    await Promise.all([former.sentinel.start(), former.redis.start()]);
    assert.equal(await redis().settled(), master);
    assert.equal(await redis().read(former), 'newest');
  });

  it('has the same master and the same data after the power was off', async () => {
    const master = await redis().settled();
    await redis().write(master, 'kept');
    // What is appended to the file is on the disk a second later; a killed process leaves it to the system at once.
    await redis().killAll();
    await redis().start();
    assert.equal(await redis().settled(), master);
    for (const pair of redis().pairs) assert.equal(await redis().read(pair), 'kept');
  });

  it('shows its password to nobody', async () => {
    for (const { redis: node } of redis().pairs) {
      const commandLine = await readFile(`/proc/${node.pid}/cmdline`, 'utf8');
      assert.doesNotMatch(commandLine, /password/);
    }
  });
});
