import { join } from 'node:path';
import { type Opened, type TestStorage, tempDirectory } from '@fintech/testkit';
import { openSqliteAdapters, type SqliteAdapters } from '../src/index.ts';

/** Makes storages that are a fresh directory, opened as {@link openSqliteAdapters} does, with one port picked. */
export function sqliteStorage<Port>(
  pick: (adapters: SqliteAdapters) => Port,
): () => Promise<TestStorage<Port>> {
  return async () => {
    const directory = await tempDirectory();
    return {
      open: async (): Promise<Opened<Port>> => {
        const adapters = await openSqliteAdapters({
          directory: join(directory.path, 'data'),
          onHalt: failOnHalt,
        });
        return { port: pick(adapters), [Symbol.asyncDispose]: () => adapters[Symbol.asyncDispose]() };
      },
      [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
    };
  };
}

export function failOnHalt(reason: unknown): void {
  throw new Error('The log halted.', { cause: reason });
}
