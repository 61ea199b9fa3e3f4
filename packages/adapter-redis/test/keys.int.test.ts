import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { describeOn, ownRedis } from '@fintech/testkit/stack';
import { Redis } from 'ioredis';
import { openRedisSessionStore } from '../src/index.ts';
import { family, now, rotation } from './_load.ts';
import { endpointOf } from './_util.ts';

const page = readFileSync(new URL('../../../docs/reference/redis-keys.md', import.meta.url), 'utf8');

/** Rows of the table: the name without its prefix, the type, and whether Redis deletes the key some day. */
const documented = [...page.matchAll(/^\| `…(.+?)` \| (\w+) \| (yes|no) \|/gm)].map(
  ([, name = '', type, ends]) => ({ name: name.replace(/<.+>/, '<>'), type, ends }),
);

await describeOn('docs/reference/redis-keys.md', ownRedis(1), redis => {
  it('has every key that the adapter writes, with its type and whether it ends, and no other', async () => {
    {
      await using store = await openRedisSessionStore({ endpoint: endpointOf(redis().endpoints) });
      for (const id of ['a', 'b', 'c']) await store.createFamily(family(id));
      await store.rotate(rotation('a', 1));
      await store.revoke('b', 'user', now);
      await store.attempt('someone@example.org', { limit: 3, windowMs: 1000 }, now);
      await store.revocations();
    }
    assert.deepEqual((await keysOf(redis().nodes[0]?.port, redis().endpoints.password)).toSorted(byName), [
      ...documented.toSorted(byName),
    ]);
  });
});

async function keysOf(port: number | undefined, password: string): Promise<typeof documented> {
  const client = new Redis({ port: port ?? 0, password });
  try {
    const found = new Map<string, (typeof documented)[number]>();
    for (const key of await client.keys('*')) {
      assert.ok(key.startsWith('fintech:'), key);
      const name = key.slice('fintech:'.length).replace(/:.*/, ':<>');
      const ends = (await client.pttl(key)) > 0 ? 'yes' : 'no';
      found.set(name, { name, type: await client.type(key), ends });
    }
    return [...found.values()];
  } finally {
    client.disconnect();
  }
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}
