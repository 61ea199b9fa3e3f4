import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { ServerNode } from '@fintech/testkit/stack';
import { type Cluster, startCluster } from './cluster.ts';
import { growLog } from './large-log.ts';

const usage = `How long a replica of the cluster form takes to serve, when it starts from nothing on a large log.

Usage: node tests/load/src/start-benchmark.ts [--accounts 1000000] [--transfers 1000000] [--starts 3]

Everything runs on this machine, with three of every server. The commands are appended to the log directly; one replica
applies them and writes the read model, which takes minutes; then it is stopped, which saves a snapshot, and started anew
some times: first as it is, then with the snapshots removed, when it has to replay the whole log.
`;

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '1000000' },
    transfers: { type: 'string', default: '1000000' },
    starts: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
});
const say = (what: string) => void process.stderr.write(`${what}\n`);

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'wallet-load-'));
  try {
    await using cluster = await startCluster({ directory, transactionReplicas: 1, say });
    const [replica] = cluster.app.transaction;
    if (replica === undefined) throw new Error('the cluster has a replica');
    await fill(cluster, replica);
    await measure(replica, 'from the snapshot');
    await cluster.removeSnapshots();
    await measure(replica, 'without a snapshot, replaying the whole log');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Appends the commands and waits until they are in the read model. */
async function fill(cluster: Cluster, replica: ServerNode): Promise<void> {
  const startedAt = performance.now();
  const { brokers, app } = cluster;
  const { secretsDirectory } = app;
  const [accounts, transfers] = [Number(values.accounts), Number(values.transfers)];
  const commands = await growLog({ brokers, secretsDirectory, accounts, transfers }, say);
  say(`all appended after ${secondsSince(startedAt)} s; the read model is written`);
  for (;;) {
    const position = await metric(replica, 'ledger_position');
    const lag = await metric(replica, 'ledger_projection_lag_records');
    say(`${position} commands applied, ${lag} records wait for the read model`);
    if (position >= commands && lag === 0) break;
    await delay(5000);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  process.stdout.write(
    `${commands} commands (${accounts} accounts) appended, applied and written to MongoDB in ${seconds.toFixed(0)} s, ` +
      `${(commands / seconds).toFixed(0)}/s\n`,
  );
}

async function measure(replica: ServerNode, how: string): Promise<void> {
  const took: string[] = [];
  for (let start = 0; start < Number(values.starts); start++) {
    await replica.stop();
    const startedAt = performance.now();
    await replica.start();
    took.push(secondsSince(startedAt));
    say(`ready after ${took.at(-1)} s ${how}`);
  }
  const [position, memory] = [
    await metric(replica, 'ledger_position'),
    await metric(replica, 'process_resident_memory_bytes'),
  ];
  process.stdout.write(
    `ready after ${took.join(', ')} s ${how}; ${position} commands, ${(memory / 2 ** 20).toFixed(0)} MiB\n`,
  );
}

async function metric({ port }: ServerNode, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

const secondsSince = (startedAt: number): string => ((performance.now() - startedAt) / 1000).toFixed(1);

if (values.help) process.stdout.write(usage);
else await main();
