import { parseArgs } from 'node:util';
import { countTransfers } from './cluster/count-transfers.ts';
import { LoadCluster, serversInWords } from './cluster/load-cluster.ts';
import { printRounds, type Round } from './cluster/print-rounds.ts';
import { type Load, Subjects } from './cluster/subjects.ts';
import { machine, print, say } from './say.ts';
import { workDirectory } from './work-directory.ts';

const usage = `Durable, authenticated POST /transactions of the cluster form, as a share of the standalone form and of a bare "hello".

Usage: npm run bench:cluster -- [options]
  --connections LIST  of the client, one figure after the other (default 1,32,128)
  --seconds N         of each measurement (default 5)
  --rounds N          of which medians are taken (default 3)
  --people N          who pay each other (default 32)
  --replicas N        processes of the transaction service (default 1, asked directly; several are asked through a proxy)
  --help

Starts on this machine: the bare route, the standalone form, and the cluster form with one identity process, the
transaction processes, and
${serversInWords}.
One round is hello, standalone, cluster, and the cluster with one hot account, one after the other under the same client
(wrk, one thread). Before the next one begins, the read model has caught up. At the end the books must prove that every
answered transfer is in them, or nothing counts. Needs wrk, and what "npm run stack" needs.
`;

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '1,32,128' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    people: { type: 'string', default: '32' },
    replicas: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

/** The servers of the cluster are compiled while they run, so they are slow at first. */
const warmUpSeconds = 10;

async function main(): Promise<void> {
  const replicas = Number(values.replicas);
  const connectionCounts = values.connections.split(',').map(Number);
  const measuredOn = machine();
  await using directory = await workDirectory();
  await using cluster = await LoadCluster.start(directory.path, replicas);
  say('starting the standalone form and the bare route, signing people up');
  await using subjects = await Subjects.start(cluster, directory.path, Number(values.people));
  say('warming up');
  await measure(subjects, { connections: Math.max(...connectionCounts), seconds: warmUpSeconds });
  const results = new Map<number, readonly Round[]>();
  for (const connections of connectionCounts) results.set(connections, await rounds(subjects, connections));
  const proof = await proveBooks(cluster, subjects);
  print(measuredOn);
  print(`cluster: ${serversInWords}, 1 identity process, ${replicas} of transactions`);
  print(`${replicas > 1 ? 'asked through a proxy' : 'asked directly'}, requests are not limited`);
  print(`client: wrk, one thread, on the same machine; ${values.people} people pay each other`);
  print(`medians of ${values.rounds} rounds of ${values.seconds} s each, taken in turns`);
  for (const [connections, measured] of results) printRounds(connections, measured);
  print(`\n${proof}`);
}

/** The first round warms up for these connections. */
async function rounds(subjects: Subjects, connections: number): Promise<readonly Round[]> {
  const load = { connections, seconds: Number(values.seconds) };
  await measure(subjects, load);
  const measured: Round[] = [];
  for (let number = 1; number <= Number(values.rounds); number++) {
    const round = await measure(subjects, load);
    measured.push(round);
    const rates = Object.entries(round).map(
      ([name, { answeredPerSecond }]) => `${name} ${answeredPerSecond.toFixed(0)}/s`,
    );
    say(`${connections} connections, round ${number}: ${rates.join(', ')}`);
  }
  return measured;
}

async function measure(subjects: Subjects, load: Load): Promise<Round> {
  return {
    hello: await subjects.hello(load),
    standalone: await subjects.standalone(load),
    cluster: await subjects.cluster(load, 'uniform'),
    hot: await subjects.cluster(load, 'hot'),
  };
}

/** @throws Error when an answered transfer is not in the log, one is there that nobody asked for, or the books are wrong */
async function proveBooks(cluster: LoadCluster, { answered, doubtful }: Subjects): Promise<string> {
  say('counting the transfers in the log');
  await using log = await cluster.openLog();
  const posted = await countTransfers(log);
  const counts = `${answered} transfers were answered, the log has ${posted}`;
  if (posted < answered || posted > answered + doubtful)
    throw new Error(`${counts}; at most ${doubtful} more may be there. These figures do not count.`);
  say('verifying the books');
  await cluster.app.run('verify');
  return `books: ${counts} (${posted - answered} had no answer before the client stopped); verified`;
}

if (values.help) process.stdout.write(usage);
else await main();
