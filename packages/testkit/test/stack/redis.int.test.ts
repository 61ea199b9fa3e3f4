import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeOn, ownRedis, type RedisSet } from '../../src/stack/index.ts';
import { askRedis } from '../../src/stack/redis/ask-redis.ts';

await describeOn('a Redis set', ownRedis(), redis => {
  it('fails over when its master is killed, and the old master comes back as a replica', async () => {
    const old = await redis().master();
    await ask(redis(), old.port, 'SET before 1');
    await old.kill();
    await settlesWithoutMaster(redis(), old.port);
    const next = await redis().master();
    assert.match(await ask(redis(), next.port, 'SET after 1'), /\+OK/);
    await old.start();
    await redis().settled();
    assert.equal((await redis().master()).name, next.name);
    assert.match(await ask(redis(), old.port, 'INFO replication'), /role:slave/);
    assert.match(await ask(redis(), old.port, 'GET after'), /\n1\r/);
  });
});

await describeOn('one Redis', ownRedis(1), redis => {
  it('takes writes without replicas', async () => {
    const [node] = redis().nodes;
    assert.match(await ask(redis(), node?.port ?? 0, 'SET key 1'), /\+OK/);
  });
});

async function settlesWithoutMaster(set: RedisSet, oldPort: number): Promise<void> {
  const deadline = performance.now() + 60_000;
  while ((await set.master()).port === oldPort) {
    if (performance.now() > deadline) throw new Error('no failover');
  }
  await set.settled();
}

function ask(set: RedisSet, port: number, command: string) {
  return askRedis(port, command, set.endpoints.password);
}
