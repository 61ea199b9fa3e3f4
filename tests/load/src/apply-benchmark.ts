/** How fast the ledger applies, how much memory its accounts and keys take, and what a snapshot costs. See `--help`. */
import { hash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  encodeCommand,
  encodeRecord,
  Ledger,
  type OpenAccount,
  systemId,
  type Transfer,
} from '@fintech/ledger';

const help = `Measures the ledger alone: no log, no network, one core.

Usage: node tests/load/src/apply-benchmark.ts [options]
  --transfers N  keyed transfers to apply, 64 in a record (default 1000000)
  --accounts N   accounts they move money between (default 100000)
  --memory-accounts N  accounts to open for bytes per account (default 1000000)
  --memory-keys N      keys to remember for bytes per key (default 1000000)
  --help`;

// Without a collection on demand, memory figures would be those of garbage.
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const commandsPerRecord = 64;
const mebibyte = 2 ** 20;
const time = 1_700_000_000_000;
const notAfter = time + 60_000;

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

/**
 * Ids spread like random ones, and the same in every run. In one call: an object for each hash would leave the collector
 * work to do outside the heap, in the time that is measured next.
 */
function id(space: number, number: number): string {
  return hash('md5', `${space}:${number}`);
}

const idSpace = { account: 1, owner: 2, command: 3, key: 4 } as const;
const world = id(idSpace.account, -1);

function openAccount(number: number): OpenAccount {
  return {
    kind: 'open_account',
    id: id(idSpace.command, number),
    time,
    notAfter,
    accountId: number < 0 ? world : id(idSpace.account, number),
    ownerId: number < 0 ? systemId : id(idSpace.owner, number),
    currency: 'EUR',
    role: number < 0 ? 'system' : 'customer',
  };
}

/** A deposit to the account itself when `from` is absent, else a transfer by its owner. */
function transfer(number: number, to: number, from?: number): Transfer {
  const key = id(idSpace.key, number);
  return {
    kind: 'transfer',
    id: id(idSpace.command, number),
    time,
    notAfter,
    idempotency: { key, requestHash: key, issuedAt: time },
    purpose: from === undefined ? 'deposit' : 'transfer',
    actorId: from === undefined ? systemId : id(idSpace.owner, from),
    legs: [
      {
        from: from === undefined ? world : id(idSpace.account, from),
        to: id(idSpace.account, to),
        amount: from === undefined ? 1_000_000 : 1,
        currency: 'EUR',
      },
    ],
  };
}

/** Makes records of `count` commands, one after another, so that they need not all be in memory. */
function* records(
  count: number,
  commandOf: (number: number) => OpenAccount | Transfer,
): Iterable<Uint8Array> {
  for (let first = 0; first < count; first += commandsPerRecord) {
    const length = Math.min(commandsPerRecord, count - first);
    yield encodeRecord(Array.from({ length }, (_, i) => encodeCommand(commandOf(first + i))));
  }
}

function applyAll(ledger: Ledger, encoded: Iterable<Uint8Array>): void {
  for (const record of encoded) {
    const refused = ledger
      .applyRecord(ledger.nextOffset, record)
      .results.find(({ code }) => code !== 'applied');
    if (refused !== undefined) throw new Error(`command ${refused.position} was refused: ${refused.code}`);
  }
}

function ledgerWithAccounts(accounts: number): Ledger {
  const ledger = new Ledger({ sha256 });
  const genesis = encodeCommand({ kind: 'genesis', id: world, time, notAfter, ledgerId: world });
  ledger.applyRecord(0, encodeRecord([genesis, encodeCommand(openAccount(-1))]));
  applyAll(ledger, records(accounts, openAccount));
  return ledger;
}

function measureTransfers(transfers: number, accounts: number): void {
  const ledger = ledgerWithAccounts(accounts);
  applyAll(
    ledger,
    records(accounts, number => transfer(-1 - number, number)),
  );
  // Multiplying by large primes visits the accounts in no order that a cache could guess.
  const between = (number: number) =>
    transfer(number, (number * 7_919 + 1) % accounts, (number * 104_729) % accounts);
  let elapsedMs = 0;
  const batch = 100_000;
  for (let first = 0; first < transfers; first += batch) {
    const encoded = [...records(Math.min(batch, transfers - first), number => between(first + number))];
    const start = performance.now();
    applyAll(ledger, encoded);
    elapsedMs += performance.now() - start;
  }
  const perSecond = Math.round((transfers / elapsedMs) * 1000);
  console.log(`transfers    ${perSecond.toLocaleString('en')} per second, decoded, applied and chained`);
}

/** Runs `fill` and prints by how much the memory outside and inside the heap grew. */
function measureMemory(label: string, count: number, fill: () => Ledger): void {
  const before = usedBytes();
  const ledger = fill();
  const used = usedBytes() - before;
  const total = (used / mebibyte).toFixed(1);
  console.log(
    `${label.padEnd(12)} ${total} MiB for ${count.toLocaleString('en')}, ${(used / count).toFixed(1)} bytes each`,
  );
  if (ledger.position < count) throw new Error('the ledger must be alive until it has been measured');
}

/** What a snapshot costs the thread that decides, and what reading it back costs another one. */
function measureSnapshot(accounts: number, keys: number): void {
  const ledger = ledgerWithAccounts(accounts);
  applyAll(
    ledger,
    records(keys, number => transfer(number, number % accounts)),
  );
  const started = performance.now();
  const snapshot = ledger.snapshot();
  const taken = performance.now();
  Ledger.restore({ sha256 }, snapshot);
  const [takenMs, readMs] = [taken - started, performance.now() - taken].map(Math.round);
  const size = (snapshot.length / mebibyte).toFixed(1);
  const counts = `${accounts.toLocaleString('en')} accounts and ${keys.toLocaleString('en')} keys`;
  console.log(`snapshot     ${takenMs} ms to take, ${readMs} ms to rebuild, ${size} MiB for ${counts}`);
}

function usedBytes(): number {
  // What backs an array is freed in the background; the second collection begins when that is done.
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      transfers: { type: 'string', default: '1000000' },
      accounts: { type: 'string', default: '100000' },
      'memory-accounts': { type: 'string', default: '1000000' },
      'memory-keys': { type: 'string', default: '1000000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const memoryAccounts = Number(values['memory-accounts']);
  const memoryKeys = Number(values['memory-keys']);
  measureTransfers(Number(values.transfers), Number(values.accounts));
  measureMemory('accounts', memoryAccounts, () => ledgerWithAccounts(memoryAccounts));
  measureMemory('keys', memoryKeys, () => {
    const ledger = ledgerWithAccounts(1);
    applyAll(
      ledger,
      records(memoryKeys, number => transfer(number, 0)),
    );
    return ledger;
  });
  measureSnapshot(memoryAccounts, memoryKeys);
}

main();
