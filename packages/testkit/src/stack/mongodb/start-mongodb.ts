import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../free-ports.ts';
import { ServerNode } from '../server-node.ts';
import { installMongod } from './install-mongod.ts';
import { type Member, type MongodbSecrets, MongodbStack, replicaSetName } from './mongodb-stack.ts';
import { formReplicaSet, isAnswering } from './replica-set.ts';

/** Where a member listens and is known by to the others, and how its process is started. */
export interface MongodbPlace {
  readonly address: string;
  readonly port: number;
  /** Put before the command line: `['ip', 'netns', 'exec', 'mongodb-1']` runs the member in a network namespace. */
  readonly runThrough: readonly string[];
}

export interface StartMongodbOptions {
  readonly nodes: 1 | 3;
  /** Holds data, logs, the key file and the passwords. A set that was stopped goes on over the same directory and places. */
  readonly directory: string;
  /** One per node; what is left out is a free port of 127.0.0.1 and a plain process. */
  readonly places?: readonly Partial<MongodbPlace>[];
}

/**
 * Starts a real MongoDB replica set with authentication and resolves when it has a primary and every member is in step.
 * @throws Error that says what is missing, or with the end of the log of the node that does not start
 */
export async function startMongodb(options: StartMongodbOptions): Promise<MongodbStack> {
  const mongod = await installMongod();
  const secrets = await prepareDirectory(options.directory);
  const ports = await freePorts(options.nodes);
  const members = ports.map((port, index) => {
    const place = { address: '127.0.0.1', port, runThrough: [], ...options.places?.[index] };
    return createMember(mongod, options.directory, `mongodb-${index + 1}`, place);
  });
  const stack = new MongodbStack(members, secrets);
  try {
    await Promise.all(
      members.map(({ node }) => mkdir(join(options.directory, node.name), { recursive: true })),
    );
    await Promise.all(members.map(({ node }) => node.start()));
    await formReplicaSet(stack, secrets);
    return stack;
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
}

function createMember(mongod: string, directory: string, name: string, place: MongodbPlace): Member {
  const { address, port, runThrough } = place;
  const host = `${address}:${port}`;
  const [command = mongod, ...args] = [
    ...[...runThrough, mongod, '--replSet', replicaSetName, '--bind_ip', address, '--port', String(port)],
    ...['--dbpath', join(directory, name), '--keyFile', join(directory, 'keyfile')],
    // Small, so that three of them leave room on one machine.
    ...['--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '1024'],
    ...['--nounixsocket', '--setParameter', 'diagnosticDataCollectionEnabled=false'],
    // Fifteen seconds by default, in which clients of a real set may finish what they read.
    ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
    // Otherwise a member that was paused, or had no processor, for half a minute may abort in its next election.
    ...['--setParameter', 'fassertOnLockTimeoutForStepUpDown=0'],
    // A member that copies from a silent one gives it up after one second and a half, and does not try it once more.
    ...['--setParameter', 'oplogNetworkTimeoutBufferSeconds=1'],
    ...['--setParameter', 'oplogFetcherSteadyStateMaxFetcherRestarts=0'],
  ];
  const logFile = join(directory, `${name}.log`);
  const node = new ServerNode({ name, port, command, args, logFile, isReady: () => isAnswering(host) });
  return { node, host };
}

/** What the members and users of the set prove themselves with. Made once; a restart finds it again. */
async function prepareDirectory(directory: string): Promise<MongodbSecrets> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const [key, adminPassword, appPassword] = await Promise.all([
    // The key file holds 6 to 1024 base64 characters.
    keptSecret(join(directory, 'keyfile'), randomBytes(96).toString('base64')),
    keptSecret(join(directory, 'admin-password'), randomBytes(16).toString('hex')),
    keptSecret(join(directory, 'app-password'), randomBytes(16).toString('hex')),
  ]);
  return { key, adminPassword, appPassword };
}

async function keptSecret(path: string, fresh: string): Promise<string> {
  try {
    await writeFile(path, fresh, { mode: 0o400, flag: 'wx' });
    return fresh;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return readFile(path, 'utf8');
    throw error;
  }
}
