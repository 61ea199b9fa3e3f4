import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './median.ts';
import { type Server, startServer } from './processes.ts';
import { endedChildrenNs, threadTimes } from './thread-times.ts';
import { prepareSenders, transferScript } from './transfer-script.ts';
import { startWallet } from './wallet.ts';
import { workDirectory } from './work-directory.ts';
import { type WrkOptions, wrk } from './wrk.ts';

const usage = `CPU time of one request, by the kernel's accounting of each thread. It depends less than a rate on what else the
machine does, so two versions of the code can be compared on a busy one. Linux only.

Usage: node tests/load/src/cpu-per-request.ts [--connections 32,128] [--seconds 3] [--rounds 5] [--people 32]

Measures a bare "hello" and durable, authenticated transfers in turns, and prints medians in microseconds a request: the
HTTP thread, all threads of the server, and the client (wrk). From these follows what two cores can do at best: no thread
has more than one core, and server and client together have no more than two. Other work makes every instruction slower,
of both alike, so the multiple of "hello" is the figure to compare.
`;

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '32,128' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    people: { type: 'string', default: '32' },
    help: { type: 'boolean', default: false },
  },
});

/** Microseconds of CPU for one request. */
interface Cost {
  readonly http: number;
  readonly server: number;
  readonly client: number;
  /** Every thread that took part, by name. */
  readonly threads: ReadonlyMap<string, number>;
}

interface Round {
  readonly bare: Cost;
  readonly transfer: Cost;
}

const warmUpRounds = 2;

async function main(): Promise<void> {
  await using directory = await workDirectory();
  await using hello = await startServer(new URL('./hello.ts', import.meta.url));
  await using wallet = await startWallet(join(directory.path, 'data'));
  const senders = join(directory.path, 'senders.txt');
  await prepareSenders(wallet.url, Number(values.people), senders);
  for (const connections of values.connections.split(',').map(Number)) {
    const load = { connections, seconds: Number(values.seconds) };
    const rounds: Round[] = [];
    for (let round = -warmUpRounds; round < Number(values.rounds); round++) {
      const bare = await costOf(hello, { ...load, url: `${hello.url}/hello` });
      const script = transferScript(senders, 'uniform');
      const transfer = await costOf(wallet, { ...load, url: wallet.url, script });
      if (round >= 0) rounds.push({ bare, transfer });
    }
    print(connections, rounds);
  }
}

async function costOf({ process: { pid = 0 } }: Server, load: WrkOptions): Promise<Cost> {
  const [before, clientBefore] = [await threadTimes(pid), await endedChildrenNs()];
  const { requests, refused } = await wrk(load);
  if (refused > 0) throw new Error(`${refused} requests were refused`);
  const [after, clientAfter] = [await threadTimes(pid), await endedChildrenNs()];
  const threads = new Map<string, number>();
  for (const [tid, { name, ns }] of after) {
    const microseconds = (ns - (before.get(tid)?.ns ?? 0)) / 1000 / requests;
    if (microseconds >= 0.05) threads.set(tid === pid ? 'http' : `${name} ${tid - pid}`, microseconds);
  }
  return {
    http: threads.get('http') ?? 0,
    server: [...threads.values()].reduce((sum, cost) => sum + cost, 0),
    client: (clientAfter - clientBefore) / 1000 / requests,
    threads,
  };
}

/** Requests a second that two cores can do at best. */
function reachable({ http, server, client }: Cost): number {
  return Math.min(1e6 / http, 1e6 / client, 2e6 / (server + client));
}

function print(connections: number, rounds: readonly Round[]): void {
  process.stdout.write(`\n${connections} connections, µs a request\n`);
  for (const name of ['bare', 'transfer'] as const) {
    const of = (pick: (cost: Cost) => number) => median(rounds.map(round => pick(round[name])));
    const figures = [of(cost => cost.http), of(cost => cost.server), of(cost => cost.client)];
    const [http, server, client] = figures.map(figure => figure.toFixed(1).padStart(5));
    const rate = of(reachable).toFixed(0);
    process.stdout.write(
      `  ${name.padEnd(9)} HTTP thread ${http}  server ${server}  client ${client}  two cores: ${rate}/s at best\n`,
    );
  }
  const threads = new Set(rounds.flatMap(round => [...round.transfer.threads.keys()]));
  for (const name of threads) {
    const cost = median(rounds.map(({ transfer }) => transfer.threads.get(name) ?? 0));
    if (cost >= 0.1) process.stdout.write(`    ${name.padEnd(20)} ${cost.toFixed(1).padStart(5)}\n`);
  }
  const ratio = (pick: (cost: Cost) => number) =>
    median(rounds.map(({ bare, transfer }) => pick(transfer) / pick(bare))).toFixed(2);
  process.stdout.write(
    `  transfer / hello   HTTP thread ${ratio(cost => cost.http)}  server ${ratio(cost => cost.server)}  ` +
      `rate at best ${ratio(reachable)}\n`,
  );
}

if (values.help) process.stdout.write(usage);
else await main();
