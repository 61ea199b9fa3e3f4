import { tempDirectory } from '../../temp-directory.ts';
import type { MongodbEndpoints } from '../endpoints.ts';
import { type ServerSource, shared } from '../test-stack.ts';
import { missingMongod } from './install-mongod.ts';
import type { MongodbStack } from './mongodb-stack.ts';
import { type StartMongodbOptions, startMongodb } from './start-mongodb.ts';

/** A replica set for one suite alone, whose members may be killed and paused. */
export function ownMongodb(nodes: StartMongodbOptions['nodes'] = 3): ServerSource<MongodbStack> {
  return {
    missing: missingMongod,
    start: async () => {
      const directory = await tempDirectory();
      const server = await startMongodb({ nodes, directory: directory.path });
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

/** The replica set that suites share. */
export function useMongodb(): ServerSource<MongodbEndpoints> {
  return shared('mongodb', ownMongodb());
}
