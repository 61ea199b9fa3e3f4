import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../free-ports.ts';
import { ServerNode } from '../server-node.ts';
import { installMongod } from './install-mongod.ts';
import { type Member, type MongodbSecrets, MongodbStack, replicaSetName } from './mongodb-stack.ts';
import { formReplicaSet, isAnswering } from './replica-set.ts';

export interface StartMongodbOptions {
  readonly nodes: 1 | 3;
  /** Holds data, logs, the key file and the passwords. Created when missing; a set that is in it goes on. */
  readonly directory: string;
  /** One per node. Free ones when absent; a set that is started again over its data needs the same ones. */
  readonly ports?: readonly number[];
  /** Address that each node listens on and is known by to the others. Default 127.0.0.1 for each. */
  readonly addresses?: readonly string[];
}

/**
 * Starts a real MongoDB replica set with authentication and resolves when it has a primary and every member is in step.
 * @throws Error that says what is missing, or with the end of the log of the node that does not start
 */
export async function startMongodb(options: StartMongodbOptions): Promise<MongodbStack> {
  const mongod = await installMongod();
  const secrets = await prepareDirectory(options.directory);
  const ports = options.ports ?? (await freePorts(options.nodes));
  const members = Array.from({ length: options.nodes }, (_, index): Member => {
    const port = ports[index];
    if (port === undefined) throw new RangeError(`${options.nodes} nodes need as many ports`);
    return createMember(mongod, options.directory, options.addresses?.[index] ?? '127.0.0.1', port, index);
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

function createMember(
  mongod: string,
  directory: string,
  address: string,
  port: number,
  index: number,
): Member {
  const name = `mongodb-${index + 1}`;
  const host = `${address}:${port}`;
  const node = new ServerNode({
    name,
    port,
    command: mongod,
    args: [
      ...['--replSet', replicaSetName, '--bind_ip', address, '--port', String(port)],
      ...['--dbpath', join(directory, name), '--keyFile', join(directory, 'keyfile')],
      // Small, so that three of them leave room on one machine.
      ...['--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '1024'],
      ...['--nounixsocket', '--setParameter', 'diagnosticDataCollectionEnabled=false'],
      // Fifteen seconds by default, in which clients of a real set may finish what they read.
      ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
    ],
    logFile: join(directory, `${name}.log`),
    isReady: () => isAnswering(host),
  });
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
