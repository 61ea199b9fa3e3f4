import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where downloaded servers are kept between runs, outside the repository. STACK_CACHE names another place. */
export const stackCache = (): string => process.env.STACK_CACHE ?? join(homedir(), '.cache', 'fintech-stack');

/** Whether {@link installOnce} has nothing left to do. */
export const isInstalled = (name: string): Promise<boolean> => exists(join(stackCache(), name));

/**
 * Directory of a server that is installed once per machine. `install` fills a new directory, which gets its name only
 * when it is complete: an interrupted or a parallel installation leaves nothing half done.
 */
export async function installOnce(
  name: string,
  install: (directory: string) => Promise<void>,
): Promise<string> {
  const directory = join(stackCache(), name);
  if (await exists(directory)) return directory;
  await mkdir(stackCache(), { recursive: true });
  const temporary = await mkdtemp(join(stackCache(), `.${name}-`));
  try {
    process.stderr.write(`Installing ${name} (once per machine) …\n`);
    await install(temporary);
    await rename(temporary, directory);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Somebody else was faster: theirs is as good as ours.
    if (!(await exists(directory))) throw error;
  }
  return directory;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
