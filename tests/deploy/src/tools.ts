import { runTool, type ServerSource } from '@fintech/testkit/stack';

/** Whether a program is there and ends well. */
export const works = (command: string, ...args: string[]): Promise<boolean> =>
  runTool(command, args).then(
    () => true,
    () => false,
  );

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
