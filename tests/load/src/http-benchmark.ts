import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Comparison, pay, prepareSenders } from './comparison.ts';
import { type Server, startServer } from './processes.ts';
import { startWallet } from './wallet.ts';
import { wrk } from './wrk.ts';

const usage = `Ratio of durable, authenticated POST /transactions to a bare "hello" of the same framework.

Usage: node tests/load/src/http-benchmark.ts [--connections 32,128] [--seconds 5] [--rounds 3] [--people 32]

Both servers run on this machine in processes of their own, under the same client (wrk, one thread), in turns:
hello, uniform transfers, transfers to one hot account. Ratios are medians over the rounds.
`;

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '32,128' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    people: { type: 'string', default: '32' },
    help: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'wallet-load-'));
  try {
    await using hello = await startServer(new URL('./hello.ts', import.meta.url));
    await using wallet = await startWallet(join(directory, 'data'));
    const senders = join(directory, 'senders.txt');
    await prepareSenders(wallet.url, Number(values.people), senders);
    for (const connections of values.connections.split(',').map(Number))
      await compare(hello, wallet, senders, connections);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function compare(hello: Server, wallet: Server, senders: string, connections: number): Promise<void> {
  const comparison = new Comparison<'hello' | 'uniform' | 'hot'>();
  const payments = { url: wallet.url, senders, connections, seconds };
  for (let round = 0; round <= Number(values.rounds); round++) {
    const measured = {
      hello: await wrk({ url: `${hello.url}/hello`, connections, seconds }),
      uniform: await pay({ ...payments, spread: 'uniform' }),
      hot: await pay({ ...payments, spread: 'hot' }),
    };
    // The first round warms both servers up.
    if (round > 0) comparison.add(measured);
  }
  const lines = [
    '',
    `${connections} connections`,
    ...(['hello', 'uniform', 'hot'] as const).map(name => comparison.describe(name)),
    `  uniform transfers / hello   ${comparison.ratio('uniform', 'hello').toFixed(2)}`,
    `  hot account / uniform       ${comparison.ratio('hot', 'uniform').toFixed(2)}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

if (values.help) process.stdout.write(usage);
else await main();
