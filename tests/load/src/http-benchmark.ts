import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './median.ts';
import { type Server, startServer } from './processes.ts';
import { prepareSenders, type Spread, transferScript } from './transfer-script.ts';
import { startWallet } from './wallet.ts';
import { workDirectory } from './work-directory.ts';
import { type Measurement, wrk } from './wrk.ts';

const usage = `Ratio of durable, authenticated POST /transactions to a bare "hello" of the same framework.

Usage: node tests/load/src/http-benchmark.ts [--connections 32,128] [--seconds 5] [--rounds 3] [--people 32]

Both servers run on this machine in processes of their own, under the same client (wrk, one thread), in turns:
hello, uniform transfers, hello, transfers to one hot account. Ratios are medians over the rounds.
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

interface Round {
  readonly hello: Measurement;
  readonly uniform: Measurement;
  readonly hot: Measurement;
}

async function main(): Promise<void> {
  await using directory = await workDirectory();
  await using hello = await startServer(new URL('./hello.ts', import.meta.url));
  await using wallet = await startWallet(join(directory.path, 'data'));
  const senders = join(directory.path, 'senders.txt');
  await prepareSenders(wallet.url, Number(values.people), senders);
  for (const connections of values.connections.split(',').map(Number))
    await compare(hello, wallet, senders, connections);
}

async function compare(hello: Server, wallet: Server, senders: string, connections: number): Promise<void> {
  const rounds: Round[] = [];
  for (let round = 0; round <= Number(values.rounds); round++) {
    const measured = {
      hello: await wrk({ url: `${hello.url}/hello`, connections, seconds: Number(values.seconds) }),
      uniform: await transfers(wallet, senders, connections, 'uniform'),
      hot: await transfers(wallet, senders, connections, 'hot'),
    };
    // The first round warms both servers up.
    if (round > 0) rounds.push(measured);
  }
  print(connections, rounds);
}

function transfers(
  { url }: Server,
  senders: string,
  connections: number,
  spread: Spread,
): Promise<Measurement> {
  const script = transferScript(senders, spread);
  return wrk({ url, connections, seconds: Number(values.seconds), script });
}

function print(connections: number, rounds: readonly Round[]): void {
  const ratio = median(
    rounds.map(({ hello, uniform }) => uniform.requestsPerSecond / hello.requestsPerSecond),
  );
  const hotToUniform = median(
    rounds.map(({ hot, uniform }) => hot.requestsPerSecond / uniform.requestsPerSecond),
  );
  process.stdout.write(`\n${connections} connections\n`);
  for (const name of ['hello', 'uniform', 'hot'] as const) {
    const of = (pick: (measurement: Measurement) => number) => median(rounds.map(round => pick(round[name])));
    const rate = of(measurement => measurement.requestsPerSecond)
      .toFixed(0)
      .padStart(7);
    const [p50, p99] = [of(measurement => measurement.p50), of(measurement => measurement.p99)];
    const refused = rounds.reduce((sum, round) => sum + round[name].refused, 0);
    process.stdout.write(
      `  ${name.padEnd(8)}${rate}/s  p50 ${p50.toFixed(2)} ms  p99 ${p99.toFixed(2)} ms  refused ${refused}\n`,
    );
  }
  process.stdout.write(`  uniform transfers / hello   ${ratio.toFixed(2)}\n`);
  process.stdout.write(`  hot account / uniform       ${hotToUniform.toFixed(2)}\n`);
}

if (values.help) process.stdout.write(usage);
else await main();
