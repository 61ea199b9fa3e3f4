import { rmSync } from 'node:fs';
import { type TempDirectory, tempDirectory } from '@fintech/testkit';

/** A fresh directory that is deleted when it is disposed of, and also when a signal ends this process. */
export async function workDirectory(): Promise<TempDirectory> {
  const directory = await tempDirectory();
  const remove = () => rmSync(directory.path, { recursive: true, force: true, maxRetries: 20 });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      // Asked for only now, it comes after everything that ends servers, which would still write there.
      process.once('exit', remove);
      process.exit(1);
    });
  }
  return directory;
}
