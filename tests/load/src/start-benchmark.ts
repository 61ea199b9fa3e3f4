import { parseArgs } from 'node:util';
import type { Command } from '@fintech/ledger';
import type { CommandLog, EntryStore, SnapshotStore } from '@fintech/ports';
import type { ServerNode } from '@fintech/testkit/stack';
import { describeCpu } from './cluster/cpu-by-part.ts';
import { LoadCluster, serversInWords } from './cluster/load-cluster.ts';
import { median } from './median.ts';
import { machine, print, say } from './say.ts';
import { fillLog, perSecond } from './start/fill-log.ts';
import { openAccounts, transfers } from './start/made-commands.ts';
import { type Projection, project, type Start, timeStart } from './start/one-replica.ts';
import { timePhases } from './start/phases.ts';
import { workDirectory } from './work-directory.ts';

const usage = `How long a replica of the cluster form takes from the start of its process until it is ready.

Usage: npm run bench:start -- [options]
  --accounts N    opened at the beginning of the log (default 1000000)
  --commands N    transfers behind them (default 1000000)
  --per-record N  commands in a record of the log (default 64)
  --starts N      of which medians are taken (default 3)
  --help

Starts on this machine
${serversInWords}.
Appends the accounts to the log and lets a replica write them into the read model and save a snapshot, then the same with
the transfers. That takes minutes. Then fresh replicas are started: from the newest snapshot; from the one behind the
accounts, with all transfers still to be replayed; and without any snapshot, with the whole log to be replayed and
compared with the read model. Needs what "npm run stack" needs.
`;

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '1000000' },
    commands: { type: 'string', default: '1000000' },
    'per-record': { type: 'string', default: '64' },
    starts: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
});

interface Snapshot {
  readonly nextOffset: number;
  readonly bytes: Uint8Array;
}

async function main(): Promise<void> {
  const [accounts, commands] = [Number(values.accounts), Number(values.commands)];
  const measuredOn = machine();
  await using directory = await workDirectory();
  await using cluster = await LoadCluster.start(directory.path, 1);
  // The replica has begun the ledger. From here on it runs when it is measured, and nobody else has anything to do.
  await Promise.all(cluster.app.nodes.map(node => node.stop()));
  await using commandLog = await cluster.openLog();
  await using stores = await cluster.openStores();
  const parts = { cluster, commandLog, ...stores };
  print(measuredOn);
  print(
    `${serversInWords}; log of ${accounts} accounts and ${commands} transfers, ${values['per-record']} in a record`,
  );
  print('\nread model, written by a replica that starts');
  const opened = await fill('accounts', openAccounts(accounts), parts);
  const moved = await fill('transfers', transfers(commands, accounts), parts);
  print(`\nprocess start until ready, medians of ${values.starts} (the longest)`);
  await startFrom('newest snapshot', moved, parts);
  await startFrom('snapshot behind the accounts', opened, parts);
  await startFrom('no snapshot', undefined, parts);
  await keepOnly(stores.snapshotStore, moved);
  say('timing the parts of a start');
  print('\nparts of a start, each by itself');
  for (const line of await timePhases(parts)) print(`  ${line}`);
}

interface Parts {
  readonly cluster: LoadCluster;
  readonly commandLog: CommandLog;
  readonly entryStore: EntryStore;
  readonly snapshotStore: SnapshotStore;
}

/** Appends commands and lets a replica write them into the read model. Resolves to the snapshot that it leaves. */
async function fill(name: string, made: Iterable<Command>, parts: Parts): Promise<Snapshot> {
  const { cluster, commandLog, entryStore, snapshotStore } = parts;
  say(`appending ${name}`);
  await fillLog(commandLog, made, Number(values['per-record']));
  const end = await commandLog.end();
  say(`writing ${name} into the read model`);
  printProjection(name, await project(theReplica(cluster), { entryStore, end, parts: cluster.parts }));
  const [newest] = await snapshotStore.list();
  const bytes = newest && (await snapshotStore.load(newest.nextOffset));
  if (newest === undefined || bytes === undefined || newest.nextOffset < end)
    throw new Error('the replica saved no snapshot when it was stopped');
  return { nextOffset: newest.nextOffset, bytes };
}

/** Starts replicas that find this snapshot and no other. */
async function startFrom(name: string, snapshot: Snapshot | undefined, parts: Parts): Promise<void> {
  say(`starting replicas: ${name}`);
  const starts: Start[] = [];
  for (let number = 0; number < Number(values.starts); number++) {
    await keepOnly(parts.snapshotStore, snapshot);
    starts.push(await timeStart(theReplica(parts.cluster)));
  }
  printStarts(name, starts);
}

function theReplica({ app }: LoadCluster): ServerNode {
  const [replica] = app.transaction;
  if (replica === undefined) throw new Error('there is no replica');
  return replica;
}

/** Replicas save snapshots while they start, which the next one must not find. */
async function keepOnly(store: SnapshotStore, snapshot: Snapshot | undefined): Promise<void> {
  await store.prune(0);
  if (snapshot !== undefined) await store.save(snapshot.nextOffset, snapshot.bytes);
}

function printProjection(name: string, { commands, seconds, readyAfterSeconds, cpu }: Projection): void {
  print(
    `  ${name.padEnd(10)} ${perSecond(commands, seconds * 1000)} commands a second (${commands} in ${seconds.toFixed(0)} s), ` +
      `ready after ${readyAfterSeconds.toFixed(1)} s`,
  );
  print(`  ${' '.repeat(10)} CPU of a command, µs: ${describeCpu(cpu)}`);
}

function printStarts(name: string, starts: readonly Start[]): void {
  const of = (pick: (start: Start) => number) => median(starts.map(pick));
  const longest = Math.max(...starts.map(({ seconds }) => seconds));
  print(
    `  ${name.padEnd(30)} ${of(start => start.seconds).toFixed(1)} s (${longest.toFixed(1)} s), ` +
      `CPU ${of(start => start.cpuSeconds).toFixed(1)} s, resident ${of(start => start.residentMb)} MB, ` +
      `at most ${of(start => start.mostResidentMb)} MB`,
  );
}

if (values.help) process.stdout.write(usage);
else await main();
