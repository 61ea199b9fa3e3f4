import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const lookEveryMs = 200;

/** Where downloaded servers are kept between runs, outside the repository. STACK_CACHE names another place. */
export const stackCache = (): string => process.env.STACK_CACHE ?? join(homedir(), '.cache', 'fintech-stack');

/** Whether {@link installOnce} has nothing left to do. */
export const isInstalled = (name: string): Promise<boolean> => exists(join(stackCache(), name));

/**
 * Directory of a server that is installed once per machine. `install` fills a new directory, which gets its name only
 * when it is complete: an interrupted installation leaves nothing half done. Other processes wait for the first one that
 * installs the same.
 */
export async function installOnce(
  name: string,
  install: (directory: string) => Promise<void>,
): Promise<string> {
  const directory = join(stackCache(), name);
  if (await exists(directory)) return directory;
  await mkdir(stackCache(), { recursive: true });
  await using _turn = await takeTurn(join(stackCache(), `.${name}.lock`));
  if (await exists(directory)) return directory;
  const temporary = await mkdtemp(join(stackCache(), `.${name}-`));
  try {
    process.stderr.write(`Installing ${name} (once per machine) …\n`);
    await install(temporary);
    await rename(temporary, directory);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Two may take the turn of one that died, and the other was faster: theirs is as good as ours.
    if (!(await exists(directory))) throw error;
  }
  return directory;
}

/** Resolves when nobody else has the turn, until the result is disposed of. The file names the process that has it. */
async function takeTurn(file: string): Promise<AsyncDisposable> {
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
    } catch (error) {
      const owner = await readFile(file, 'utf8').catch(() => undefined);
      // It has just ended, or this is no place to write.
      if (owner === undefined && !(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
        throw error;
      if (owner !== undefined && owner !== '' && !isAlive(Number(owner))) await rm(file, { force: true });
      else await delay(lookEveryMs);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
