import { parseArgs } from 'node:util';
import { openSqliteAdapters } from '@fintech/adapter-sqlite';
import type { AppliedRecord, CommandLog, EntryStore } from '@fintech/ports';
import { range, tempDirectory } from '@fintech/testkit';

const help = `Measures the embedded stores on a fresh directory and prints one line per figure.

  node tests/load/src/log-benchmark.ts [options]

  --seconds <n>      how long each figure is measured (default 3)
  --record-bytes <n> size of one log record (default 300)
  --help             this text

appends: durable appends per second with 1, 32 and 512 under way, and the busy share of the main thread
rows:    transfers (two entries, one outcome) written per second into the read model, in batches of 1000`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    'record-bytes': { type: 'string', default: '300' },
    help: { type: 'boolean', default: false },
  },
});

interface Figure {
  readonly perSecond: number;
  /** Share of the time in which the event loop of the calling thread was at work, 0 … 1. */
  readonly busy: number;
}

/** Runs `work`, which returns how many things it did, until the time is over. */
async function measure(milliseconds: number, workers: number, work: () => Promise<number>): Promise<Figure> {
  const start = performance.now();
  const startUtilization = performance.eventLoopUtilization();
  let done = 0;
  const worker = async () => {
    while (performance.now() - start < milliseconds) {
      const count = await work();
      done += count;
    }
  };
  await Promise.all(range(0, workers).map(worker));
  const busy = performance.eventLoopUtilization(startUtilization).utilization;
  return { perSecond: done / ((performance.now() - start) / 1000), busy };
}

function print(name: string, { perSecond, busy }: Figure): void {
  console.log(
    `${name.padEnd(28)} ${Math.round(perSecond).toString().padStart(9)}/s   main thread ${Math.round(busy * 100)} % busy`,
  );
}

async function measureAppends(log: CommandLog, milliseconds: number, recordBytes: number): Promise<void> {
  const record = new Uint8Array(recordBytes);
  // Delivery is part of the work: a ledger always reads its own log.
  const subscription = log.subscribe(0, () => {});
  for (const underWay of [1, 32, 512]) {
    const figure = await measure(milliseconds, underWay, async () => {
      await log.append(record, []);
      return 1;
    });
    print(`appends, ${underWay} under way`, figure);
  }
  await subscription.close();
}

async function measureEntries(store: EntryStore, milliseconds: number): Promise<void> {
  const batch = 1000;
  let next = 0;
  const figure = await measure(milliseconds, 1, async () => {
    await store.write(range(next, next + batch).map(transfer));
    next += batch;
    return batch;
  });
  print('read model, transfers', figure);
}

const accounts = 10_000;

function hexId(prefix: number, n: number): string {
  // A multiplicative hash spreads the ids as random ones would be, which is the hard case for an index.
  const spread = Math.imul(n, 0x9e3779b1) >>> 0;
  return `${prefix.toString(16)}${spread.toString(16).padStart(8, '0')}`.padEnd(32, '0');
}

function transfer(offset: number): AppliedRecord {
  const position = offset + 1;
  const [from, to] = [hexId(10, offset % accounts), hexId(10, (offset * 7 + 1) % accounts)];
  const common = { position, currency: 'EUR', time: 1_700_000_000_000 + offset, purpose: 'transfer' };
  const transactionId = hexId(11, position);
  const account = (accountId: string) => ({
    accountId,
    ownerId: accountId,
    currency: 'EUR',
    status: 'open',
    balance: offset,
    openedAt: 0,
  });
  return {
    offset,
    firstPosition: position,
    chain: '0'.repeat(64),
    outcomes: [
      {
        position,
        commandId: transactionId,
        kind: 'transfer',
        code: 'applied',
        time: common.time,
        balance: 1,
      },
    ],
    entries: [
      { ...common, index: 0, accountId: from, counterpartyId: to, amount: -5, balance: 1, transactionId },
      { ...common, index: 1, accountId: to, counterpartyId: from, amount: 5, balance: 1, transactionId },
    ],
    accounts: [account(from), account(to)],
  };
}

async function main(): Promise<void> {
  const milliseconds = Number(values.seconds) * 1000;
  await using directory = await tempDirectory();
  const start = performance.now();
  await using adapters = await openSqliteAdapters({
    directory: directory.path,
    onHalt: reason => {
      throw reason;
    },
  });
  console.log(`opened in ${Math.round(performance.now() - start)} ms`);
  await measureAppends(adapters.commandLog, milliseconds, Number(values['record-bytes']));
  await measureEntries(adapters.entryStore, milliseconds);
}

if (values.help) console.log(help);
else await main();
