import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppCluster, clusterSettings } from '@fintech/testkit/cluster';
import { freePorts, wholeStack } from '@fintech/testkit/stack';
import { runToEnd, type Verification } from './run-to-end.ts';
import type { Wallet, WalletOptions } from './wallet.ts';

const script = new URL('../../../apps/cluster/src/main.ts', import.meta.url).pathname;

/** A process of the identity service and three of the transaction service, on servers that all suites share. */
export async function startClusterWallet(options: WalletOptions): Promise<Wallet> {
  await using stack = new AsyncDisposableStack();
  const servers = stack.use(await wholeStack().start());
  const cluster = stack.use(
    await AppCluster.start({
      script,
      stack: servers.server,
      namespace: await namespaceOf(options.directory),
      transactionReplicas: 3,
      ...options,
      port: options.port || (await portOf(options.directory)),
    }),
  );
  const owned = stack.move();
  const { nodes, url, transactionUrl, transactionUrls } = cluster;
  return {
    url,
    transactionUrl,
    transactionUrls,
    kill: async () => {
      await Promise.all(nodes.map(node => node.kill()));
      await owned.disposeAsync();
    },
    stop: async () => {
      await owned.disposeAsync();
      return cluster.exitCode;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/**
 * The directory stands for the data, which are in the servers under a name of their own. It remembers the port, too: tokens
 * name the address that they were issued at.
 */
async function remembered(directory: string, name: string, create: () => Promise<string>): Promise<string> {
  const file = join(directory, name);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;
  const value = await create();
  await writeFile(file, value);
  return value;
}

const namespaceOf = (directory: string): Promise<string> =>
  remembered(directory, 'namespace', async () => `e2e-${randomBytes(6).toString('hex')}`);

const portOf = async (directory: string): Promise<number> =>
  Number(await remembered(directory, 'port', async () => String((await freePorts(1))[0])));

/** Proves the books of a stopped wallet as an operator would. */
export async function verifyClusterWallet(directory: string): Promise<Verification> {
  await using servers = await wholeStack().start();
  const namespace = await namespaceOf(directory);
  const settings = clusterSettings(
    { directory, stack: servers.server, namespace },
    'http://localhost:5000',
    'http://localhost:5000',
  );
  return runToEnd(script, ['verify'], settings);
}
