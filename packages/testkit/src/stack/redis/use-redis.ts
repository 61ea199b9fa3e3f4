import { tempDirectory } from '../../temp-directory.ts';
import type { RedisEndpoints } from '../endpoints.ts';
import { type ServerSource, shared } from '../test-stack.ts';
import { missingRedis } from './install-redis.ts';
import type { RedisSet } from './redis-set.ts';
import { type RedisOptions, startRedis } from './start-redis.ts';

/** A Redis set for one suite alone, whose nodes may be killed and paused. */
export function ownRedis(size: RedisOptions['size'] = 3): ServerSource<RedisSet> {
  return {
    missing: () => missingRedis(process.env.CI === 'true'),
    start: async () => {
      const directory = await tempDirectory();
      const server = await startRedis({ size, directory: directory.path });
      return {
        server,
        [Symbol.asyncDispose]: async () => {
          await server[Symbol.asyncDispose]();
          await directory[Symbol.asyncDispose]();
        },
      };
    },
  };
}

/** The Redis set that suites share. */
export function useRedis(): ServerSource<RedisEndpoints> {
  return shared('redis', ownRedis());
}
