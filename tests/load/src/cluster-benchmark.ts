import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cluster, startCluster } from './cluster.ts';
import { Comparison, pay, prepareSenders } from './comparison.ts';
import { type Server, startServer } from './processes.ts';
import { startWallet } from './wallet.ts';
import { wrk } from './wrk.ts';

const usage = `Ratio of durable, authenticated POST /transactions in the cluster form to the standalone form and to a bare "hello".

Usage: node tests/load/src/cluster-benchmark.ts [--connections 1,32,128] [--seconds 5] [--rounds 3] [--people 32]
                                                [--replicas 1]

Everything runs on this machine: three Kafka brokers (acks=all, two in sync), three MongoDB members, three Redis with
three Sentinels, one identity process, the standalone wallet and the hello. The same client (wrk, one thread) asks them
in turns. With one replica the client asks it directly; with more, through the proxy of the tests, which takes a good
part of a core. Ratios are medians over the rounds. In the end the books of the cluster are verified.
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
const seconds = Number(values.seconds);
const say = (what: string) => void process.stderr.write(`${what}\n`);

/** What is compared, and who pays there. */
interface Contenders {
  readonly hello: Server;
  readonly wallet: Server;
  readonly walletSenders: string;
  readonly cluster: Cluster;
  readonly clusterSenders: string;
}

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'wallet-load-'));
  try {
    const transactionReplicas = Number(values.replicas);
    const clusterDirectory = join(directory, 'cluster');
    await using cluster = await startCluster({ directory: clusterDirectory, transactionReplicas, say });
    await using hello = await startServer(new URL('./hello.ts', import.meta.url));
    await using wallet = await startWallet(join(directory, 'data'));
    const [walletSenders, clusterSenders] = [join(directory, 'wallet.txt'), join(directory, 'cluster.txt')];
    say(`signing up ${values.people} people in both forms`);
    await prepareSenders(wallet.url, Number(values.people), walletSenders);
    await prepareSenders(cluster.app.url, Number(values.people), clusterSenders);
    for (const connections of values.connections.split(',').map(Number))
      await compare({ hello, wallet, walletSenders, cluster, clusterSenders }, connections);
    say('verifying the books');
    process.stdout.write(`\n${await cluster.app.run('verify')}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function compare(contenders: Contenders, connections: number): Promise<void> {
  const { hello, wallet, walletSenders, cluster, clusterSenders } = contenders;
  const comparison = new Comparison<'hello' | 'standalone' | 'cluster' | 'cluster, hot'>();
  const [direct] = cluster.app.transactionUrls;
  const url = cluster.app.transactionUrls.length === 1 && direct !== undefined ? direct : cluster.app.url;
  const ofWallet = { url: wallet.url, senders: walletSenders, connections, seconds };
  const ofCluster = { url, senders: clusterSenders, connections, seconds };
  for (let round = 0; round <= Number(values.rounds); round++) {
    say(`${connections} connections, round ${round} of ${values.rounds}${round === 0 ? ' (warm-up)' : ''}`);
    const measured = {
      hello: await wrk({ url: `${hello.url}/hello`, connections, seconds }),
      standalone: await pay({ ...ofWallet, spread: 'uniform' }),
      cluster: await pay({ ...ofCluster, spread: 'uniform' }),
      'cluster, hot': await pay({ ...ofCluster, spread: 'hot' }),
    };
    if (round > 0) comparison.add(measured);
  }
  const names = ['hello', 'standalone', 'cluster', 'cluster, hot'] as const;
  const lines = [
    '',
    `${connections} connections`,
    ...names.map(name => comparison.describe(name)),
    `  cluster / hello         ${comparison.ratio('cluster', 'hello').toFixed(3)}`,
    `  cluster / standalone    ${comparison.ratio('cluster', 'standalone').toFixed(2)}`,
    `  hot account / uniform   ${comparison.ratio('cluster, hot', 'cluster').toFixed(2)}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

if (values.help) process.stdout.write(usage);
else await main();
