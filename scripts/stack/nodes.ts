import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { ServerNode } from '../../packages/testkit/src/stack/index.ts';
import { identify, kill, type ProcessId, signal, stateOf } from './processes.ts';
import { StackError, say, seconds } from './say.ts';
import { type RecordedServer, requireState, type StackState, writeState } from './state.ts';

/** What can be done to a server that runs. */
const deeds: Readonly<Record<string, (process: ProcessId) => Promise<void>>> = {
  kill,
  pause: process => signal(process, 'SIGSTOP'),
  resume: process => signal(process, 'SIGCONT'),
};

/** What is said when it was done. */
export const pasts: Readonly<Record<string, string>> = {
  kill: 'was killed',
  pause: 'is silent',
  resume: 'goes on',
};

/** Does it to the server of this name. @throws StackError when there is none, or it does not run */
export async function doTo(directory: string, deed: string, name: string): Promise<void> {
  if (deed === 'start') return start(directory, name);
  const server = find(await requireState(directory), name);
  if ((await stateOf(server.process)) === 'stopped') throw new StackError(`${name} does not run.`);
  await deeds[deed]?.(server.process);
  say(name, pasts[deed] ?? deed);
}

/** Starts a server that ended, over its data. @throws StackError when it runs */
async function start(directory: string, name: string): Promise<void> {
  const state = await requireState(directory);
  const server = find(state, name);
  if ((await stateOf(server.process)) !== 'stopped') throw new StackError(`${name} runs.`);
  const started = await startServer(server);
  await writeState(directory, {
    ...state,
    servers: state.servers.map(other => (other === server ? started : other)),
  });
}

/** Resolves when the server takes connections. */
export async function startServer(server: RecordedServer): Promise<RecordedServer> {
  const startedAt = performance.now();
  const node = new ServerNode({ ...server, isReady: () => accepts(server.port) });
  await node.start();
  if (node.pid === undefined) throw new StackError(`${server.name} has ended:\n${await node.logTail()}`);
  const process = await identify(node.pid);
  node.leaveRunning();
  say(server.name, `takes connections after ${seconds(startedAt)}`);
  return { ...server, process };
}

/** Shows the end of a server's log, and with `follow` what comes, until Ctrl+C. */
export async function logs(directory: string, name: string, follow: boolean): Promise<void> {
  const { logFile } = find(await requireState(directory), name);
  const args = ['-n', '100', ...(follow ? ['-F'] : []), logFile];
  await once(spawn('tail', args, { stdio: 'inherit' }), 'exit');
}

/** @throws StackError with the names that there are */
function find(state: StackState, name: string): RecordedServer {
  const server = state.servers.find(candidate => candidate.name === name);
  if (server !== undefined) return server;
  const names = state.servers.map(candidate => candidate.name).join(', ');
  throw new StackError(`There is no ${name}; there are ${names}.`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
