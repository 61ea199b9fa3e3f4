import { mkdir, realpath, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runTool } from '../../../packages/testkit/src/stack/index.ts';
import type { Form } from '../form.ts';
import { pasts } from '../nodes.ts';
import { StackError, say, seconds } from '../say.ts';
import { type Kind, kinds } from '../servers.ts';
import { readState, requireState, writeState } from '../state.ts';
import { composed, endpointsOf, hostOf } from './composed.ts';
import { askCompose, compose, runJob } from './docker.ts';

const prepare = fileURLToPath(new URL('../../../deploy/compose/prepare.ts', import.meta.url));

/** What Docker calls what can be done to a server. */
const verbs: Readonly<Record<string, string>> = {
  kill: 'kill',
  pause: 'pause',
  resume: 'unpause',
  start: 'start',
};

/** Starts what does not run yet, over the data that are there, and resolves when all of it is ready. */
export async function upContainers(given: string, only: readonly Kind[] | undefined): Promise<void> {
  await mkdir(given, { recursive: true, mode: 0o700 });
  const directory = await realpath(given);
  const before = await readState(directory);
  const known = kinds.filter(kind => before?.[kind] !== undefined);
  const chosen = only ?? (known.length > 0 ? known : kinds);
  const startedAt = performance.now();
  say('stack', 'Docker Compose starts three nodes of each; the first time it fetches their images …');
  await runTool(process.execPath, [prepare, directory]);
  const services = chosen.flatMap(kind => Object.keys(composed[kind]));
  await compose(directory, 'up', '--detach', '--wait', ...services);
  if (chosen.includes('mongodb')) await runJob(directory, 'mongodb-init');
  const all = kinds.filter(kind => known.includes(kind) || chosen.includes(kind));
  const endpoints = await endpointsOf(directory, all);
  await writeState(directory, { nodes: 3, zookeeper: false, isComposed: true, servers: [], ...endpoints });
  say('stack', `is ready after ${seconds(startedAt)}`);
}

/** A stack that Docker Compose runs. */
export const containers: Form = {
  doTo: async (directory, deed, name) => {
    const verb = verbs[deed];
    if (verb === undefined) throw new StackError(`There is no ${deed}. See --help.`);
    const container = await askCompose(
      await realpath(directory),
      'ps',
      '--all',
      '--quiet',
      requireServer(name),
    );
    if (container.trim() === '') throw new StackError(`${name} is not there; start it with "up".`);
    await runTool('docker', [verb, container.trim()]);
    say(name, pasts[deed] ?? 'was started');
  },

  logs: async (directory, name, follow) => {
    const options = ['--no-log-prefix', '--tail', '100', ...(follow ? ['--follow'] : [])];
    await compose(await realpath(directory), 'logs', ...options, requireServer(name));
  },

  status: async directory => {
    const state = await requireState(directory);
    const format = '{{.Service}} {{.State}}';
    const said = await askCompose(await realpath(directory), 'ps', '--all', '--format', format);
    const states = new Map(said.split('\n').map(line => [line.split(' ')[0], line.split(' ')[1]]));
    const services = kinds
      .filter(kind => state[kind] !== undefined)
      .flatMap(kind => Object.keys(composed[kind]).toSorted());
    const rows = services.map(name => [name, hostOf(name), wordFor(states.get(name))]);
    return [['server', 'address', 'state'], ...rows]
      .map(([name = '', address = '', how = '']) => `${name.padEnd(10)}  ${address.padEnd(17)}  ${how}`)
      .join('\n');
  },

  down: async (directory, deleteData) => {
    await compose(await realpath(directory), 'down', ...(deleteData ? ['--volumes'] : []));
    if (deleteData) await rm(directory, { recursive: true, force: true });
    say('stack', deleteData ? `is down, and ${directory} is deleted` : 'is down');
  },
};

/** The same words as for processes. */
const wordFor = (state: string | undefined): string =>
  state === 'running' || state === 'paused' ? state : 'stopped';

function requireServer(name: string): string {
  const names = kinds.flatMap(kind => Object.keys(composed[kind]));
  if (names.includes(name)) return name;
  throw new StackError(`There is no ${name}; there are ${names.join(', ')}.`);
}
