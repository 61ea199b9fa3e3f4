import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts, installMongod, runTool, ServerNode } from '@fintech/testkit/stack';
import { MongoClient } from 'mongodb';
import { root } from './compose-model.ts';
import { mongosh } from './mongosh.ts';

export type User = 'auth' | 'transaction' | 'setup' | 'backup' | 'exporter';

/**
 * The replica set of the compose file without containers: the job of the compose file makes one set and its users out of
 * members that were started as the image starts them.
 */
export class ComposedMongodb implements AsyncDisposable {
  readonly #directory: string;
  readonly #nodes: readonly ServerNode[];

  /** @param directory an empty one, for the secrets and the data of all members */
  static async create(directory: string): Promise<ComposedMongodb> {
    const mongod = await installMongod();
    await runTool(process.execPath, [`${root}deploy/compose/prepare.ts`, directory]);
    const key = join(directory, 'key');
    await writeFile(key, await readFile(join(directory, 'secrets', 'mongodb.key')));
    await chmod(key, 0o400);
    const ports = await freePorts(3);
    const nodes = ports.map((port, index) => memberOf(mongod, directory, key, port, index));
    for (const { name } of nodes) await mkdir(join(directory, name));
    const set = new ComposedMongodb(directory, nodes);
    await set.#makeRoot(mongod);
    await Promise.all(nodes.map(node => node.start()));
    return set;
  }

  private constructor(directory: string, nodes: readonly ServerNode[]) {
    this.#directory = directory;
    this.#nodes = nodes;
  }

  /** Runs the job. */
  init(): Promise<string> {
    return mongosh(`${root}deploy/compose/mongodb/init.js`, {
      MEMBERS: this.#hosts,
      SECRETS_DIR: join(this.#directory, 'secrets'),
    });
  }

  /** The URL that the secret of a user holds, with the places where the members are. */
  async urlOf(user: User): Promise<string> {
    const url = await readFile(this.secretOf(user), 'utf8');
    return url.trim().replace(/@[^/]+/, `@${this.#hosts}`);
  }

  secretOf(user: User): string {
    return join(this.#directory, 'secrets', `mongodb-${user}.url`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#nodes.map(node => node.kill()));
  }

  get #hosts(): string {
    return this.#nodes.map(({ port }) => `127.0.0.1:${port}`).join(',');
  }

  /** As the image does before its first start: a mongod without access control, a root user, and the end of that mongod. */
  async #makeRoot(mongod: string): Promise<void> {
    const [first] = this.#nodes;
    if (first === undefined) throw new RangeError('a set has members');
    const data = join(this.#directory, first.name);
    const alone = new ServerNode({
      name: 'alone',
      port: first.port,
      command: mongod,
      args: ['--dbpath', data, '--port', String(first.port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
      logFile: join(this.#directory, 'alone.log'),
      isReady: () => answers(first.port),
    });
    await alone.start();
    const password = await readFile(join(this.#directory, 'secrets', 'mongodb-root.password'), 'utf8');
    await using client = new MongoClient(`mongodb://127.0.0.1:${first.port}/?directConnection=true`);
    await client.db('admin').command({ createUser: 'root', pwd: password.trim(), roles: ['root'] });
    await alone.stop();
  }
}

function memberOf(mongod: string, directory: string, key: string, port: number, index: number): ServerNode {
  const name = `mongodb-${index + 1}`;
  return new ServerNode({
    name,
    port,
    command: mongod,
    args: [
      ...['--replSet', 'rs0', '--keyFile', key, '--bind_ip', '127.0.0.1', '--port', String(port)],
      ...['--dbpath', join(directory, name), '--nounixsocket'],
      ...['--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '100'],
    ],
    logFile: join(directory, `${name}.log`),
    isReady: () => answers(port),
  });
}

async function answers(port: number): Promise<boolean> {
  const url = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  await using client = new MongoClient(url, { serverSelectionTimeoutMS: 1000 });
  await client.db('admin').command({ hello: 1 });
  return true;
}
