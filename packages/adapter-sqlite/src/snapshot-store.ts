import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PortError, type SnapshotInfo, type SnapshotStore } from '@fintech/ports';

/**
 * Snapshots as files `<nextOffset>.snapshot`. A snapshot gets its name only after its bytes are on the disk, so a
 * crash leaves at most a file under a temporary name, which the next save of that offset replaces.
 */
export class FileSnapshotStore implements SnapshotStore {
  readonly #directory: string;

  static async open(directory: string): Promise<FileSnapshotStore> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return new FileSnapshotStore(directory);
  }

  private constructor(directory: string) {
    this.#directory = directory;
  }

  save(nextOffset: number, snapshot: Uint8Array): Promise<void> {
    return unavailableOnError(async () => {
      const temporary = join(this.#directory, `${nextOffset}.temporary`);
      await writeDurably(temporary, snapshot);
      await rename(temporary, this.#path(nextOffset));
      await syncDirectory(this.#directory);
    });
  }

  list(): Promise<readonly SnapshotInfo[]> {
    return unavailableOnError(async () => {
      const names = await readdir(this.#directory);
      const offsets = names
        .filter(name => /^\d+\.snapshot$/.test(name))
        .map(name => Number.parseInt(name, 10));
      offsets.sort((a, b) => b - a);
      return Promise.all(
        offsets.map(async nextOffset => ({ nextOffset, bytes: (await stat(this.#path(nextOffset))).size })),
      );
    });
  }

  load(nextOffset: number): Promise<Uint8Array | undefined> {
    return unavailableOnError(() => readFile(this.#path(nextOffset)).catch(undefinedWhenMissing));
  }

  prune(keep: number): Promise<void> {
    return unavailableOnError(async () => {
      const snapshots = await this.list();
      for (const { nextOffset } of snapshots.slice(keep)) await rm(this.#path(nextOffset), { force: true });
    });
  }

  #path(nextOffset: number): string {
    return join(this.#directory, `${nextOffset}.snapshot`);
  }
}

/** Makes the names in a directory durable, as `fsync` of a file makes its bytes. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function undefinedWhenMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

async function unavailableOnError<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof PortError) throw error;
    throw new PortError('store_unavailable', 'The directory of snapshots cannot be used.', { cause: error });
  }
}
