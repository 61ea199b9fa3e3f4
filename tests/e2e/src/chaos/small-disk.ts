import { execFileSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '@fintech/testkit/stack';

const filler = 'filler';
const chunkBytes = 16 * 1024 * 1024;

/** A file system of its own and of a fixed size, in memory, so that it can be full without harm to others. */
export class SmallDisk implements AsyncDisposable {
  readonly path: string;
  readonly #unmountAtExit = () => this.#unmount();
  #mounted = true;

  private constructor(path: string) {
    this.path = path;
    process.once('exit', this.#unmountAtExit);
  }

  static async mount(path: string, megabytes: number): Promise<SmallDisk> {
    await mkdir(path, { recursive: true });
    await runTool('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
    return new SmallDisk(path);
  }

  /** Leaves not one byte. */
  async fill(): Promise<void> {
    const { bavail, bsize } = await statfs(this.path);
    const file = join(this.path, filler);
    const chunk = Buffer.alloc(chunkBytes, 1);
    for (let left = bavail * bsize; left > 0; left -= chunkBytes)
      await writeFile(file, left < chunkBytes ? chunk.subarray(0, left) : chunk, { flag: 'a' }).catch(isFull);
  }

  async free(): Promise<void> {
    await rm(join(this.path, filler), { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#unmountAtExit);
    this.#unmount();
  }

  #unmount(): void {
    if (!this.#mounted) return;
    this.#mounted = false;
    execFileSync('umount', ['--lazy', this.path]);
  }
}

/** Others write too: the end comes when it comes. */
function isFull(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
}
