import { join } from 'node:path';
import { type Opened, type TestStorage, tempDirectory } from '@fintech/testkit';

/** Makes storages that are one file in a fresh directory. */
export function fileStorage<Port>(
  name: string,
  open: (file: string) => Promise<Opened<Port>>,
): () => Promise<TestStorage<Port>> {
  return async () => {
    const directory = await tempDirectory();
    return {
      open: () => open(join(directory.path, name)),
      [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
    };
  };
}
