import { randomUUID } from 'node:crypto';
import type { SessionStore } from '@fintech/ports';
import type { Opened, TestStorage } from '@fintech/testkit';
import type { RedisEndpoints } from '@fintech/testkit/stack';
import { openRedisSessionStore, type RedisEndpoint } from '../src/index.ts';

/** A storage is a prefix of its own in a Redis that others use too. */
export async function redisStorage(redis: RedisEndpoints): Promise<TestStorage<SessionStore>> {
  const prefix = newPrefix();
  return {
    open: async (): Promise<Opened<SessionStore>> => {
      const port = await openRedisSessionStore({ endpoint: endpointOf(redis), prefix });
      return { port, [Symbol.asyncDispose]: () => port[Symbol.asyncDispose]() };
    },
    // All keys have an end, and the stack is deleted with the tests.
    [Symbol.asyncDispose]: async () => undefined,
  };
}

export const newPrefix = (): string => `test-${randomUUID()}:`;

export function endpointOf({ sentinels, masterName, password, nodes }: RedisEndpoints): RedisEndpoint {
  return sentinels.length > 0 ? { sentinels, masterName, password } : { address: nodes[0] ?? '', password };
}
