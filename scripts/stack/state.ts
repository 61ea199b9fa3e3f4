import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningStack, ServerNodeOptions } from '../../packages/testkit/src/stack/index.ts';
import type { ProcessId } from './processes.ts';
import { StackError } from './say.ts';
import type { Kind } from './servers.ts';

/** How one server is started again, and its latest process. */
export interface RecordedServer extends Omit<ServerNodeOptions, 'isReady'> {
  readonly kind: Kind;
  readonly process: ProcessId;
}

/** What is written down about a stack. TEST_STACK may name the file, so it has the endpoints too. */
export interface StackState extends RunningStack {
  readonly nodes: 1 | 3;
  readonly zookeeper: boolean;
  /** The servers are containers of Docker Compose, which knows them; `servers` is empty then. */
  readonly isComposed?: boolean;
  readonly servers: readonly RecordedServer[];
}

export const stateFile = (directory: string): string => join(directory, 'stack.json');

/** Undefined when no stack was ever started in the directory. */
export async function readState(directory: string): Promise<StackState | undefined> {
  const text = await readFile(stateFile(directory), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

/** @throws StackError when no stack was ever started in the directory */
export async function requireState(directory: string): Promise<StackState> {
  const state = await readState(directory);
  if (state === undefined) throw new StackError(`There is no stack in ${directory}; start one with "up".`);
  return state;
}

/** Only the owner may read it: it has the passwords of the servers. */
export async function writeState(directory: string, state: StackState): Promise<void> {
  const file = stateFile(directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
