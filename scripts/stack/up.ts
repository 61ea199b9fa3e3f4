import { mkdir, realpath } from 'node:fs/promises';
import { isFree } from '../../packages/testkit/src/stack/index.ts';
import { startServer } from './nodes.ts';
import { portsIn, stackPorts } from './ports.ts';
import { identify, stateOf } from './processes.ts';
import { StackError, say, seconds } from './say.ts';
import { type Kind, kinds, launchers, type Plan, type StartedServers } from './servers.ts';
import { type RecordedServer, readState, type StackState, writeState } from './state.ts';

export interface UpOptions {
  readonly directory: string;
  /** What is undefined is as it was before, or three nodes, without ZooKeeper, of every kind. */
  readonly nodes: 1 | 3 | undefined;
  readonly zookeeper: boolean | undefined;
  readonly only: readonly Kind[] | undefined;
}

/** Starts what does not run yet, over the data that are there, and resolves when all of it is ready. */
export async function up({ directory: given, nodes, zookeeper, only }: UpOptions): Promise<void> {
  await mkdir(given, { recursive: true, mode: 0o700 });
  const directory = await realpath(given);
  const before = await readState(directory);
  if (before !== undefined) requireSame(before, nodes, zookeeper);
  let state = before ?? { nodes: nodes ?? 3, zookeeper: zookeeper ?? false, servers: [] };
  const plan = { directory, nodes: state.nodes, zookeeper: state.zookeeper, ports: stackPorts(state.nodes) };

  const known = kinds.filter(kind => state.servers.some(server => server.kind === kind));
  const chosen = only ?? (known.length > 0 ? known : kinds);
  for (const kind of chosen) await requireMissingNothing(kind, plan);
  for (const kind of chosen) {
    state = await upKind(kind, plan, state);
    await writeState(directory, state);
  }
}

async function upKind(kind: Kind, plan: Plan, state: StackState): Promise<StackState> {
  const servers = state.servers.filter(server => server.kind === kind);
  const states = await Promise.all(servers.map(server => stateOf(server.process)));
  if (states.every(found => found === 'stopped')) return startAll(kind, plan, state);
  if (!states.includes('stopped')) {
    say(kind, 'is up already');
    return state;
  }
  const revived = servers.map((server, i) => (states[i] === 'stopped' ? startServer(server) : server));
  return withServers(state, kind, await Promise.all(revived));
}

async function startAll(kind: Kind, plan: Plan, state: StackState): Promise<StackState> {
  const startedAt = performance.now();
  await requireFreePorts(kind, plan);
  say(kind, `starting ${plan.nodes === 1 ? 'one node' : `${plan.nodes} nodes`} …`);
  const started = await launchers[kind].start(plan);
  const servers = await Promise.all(started.nodes.map(node => recorded(kind, node)));
  const next = { ...withServers(state, kind, servers), ...started.endpoints };
  await writeState(plan.directory, next);
  // Only now: until they are written down, they end with us.
  for (const node of started.nodes) node.leaveRunning();
  say(kind, `is ready after ${seconds(startedAt)}`);
  return next;
}

async function recorded(kind: Kind, node: StartedServers['nodes'][number]): Promise<RecordedServer> {
  if (node.pid === undefined) throw new StackError(`${node.name} has ended:\n${await node.logTail()}`);
  const { isReady: _, ...options } = node.options;
  return { ...options, kind, process: await identify(node.pid) };
}

function withServers(state: StackState, kind: Kind, servers: readonly RecordedServer[]): StackState {
  const of = (wanted: Kind) =>
    wanted === kind ? servers : state.servers.filter(server => server.kind === wanted);
  return { ...state, servers: kinds.flatMap(of) };
}

function requireSame(state: StackState, nodes: number | undefined, zookeeper: boolean | undefined): void {
  const differs =
    (nodes ?? state.nodes) !== state.nodes || (zookeeper ?? state.zookeeper) !== state.zookeeper;
  if (!differs) return;
  const was = `${state.nodes === 1 ? 'one node' : `${state.nodes} nodes`}${state.zookeeper ? ' on ZooKeeper' : ''}`;
  throw new StackError(`The data here are those of ${was}. To begin anew: down --delete`);
}

async function requireMissingNothing(kind: Kind, plan: Plan): Promise<void> {
  const reason = await launchers[kind].missing(plan);
  if (reason !== undefined) throw new StackError(`${kind} cannot be started: ${reason}`);
}

async function requireFreePorts(kind: Kind, { ports, zookeeper }: Plan): Promise<void> {
  for (const port of portsIn(ports?.[kind === 'kafka' && zookeeper ? 'kafkaOnZookeeper' : kind])) {
    if (!(await isFree(port))) throw new StackError(`Port ${port}, which ${kind} needs, is in use.`);
  }
}
