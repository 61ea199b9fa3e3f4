import type { AccountRow, AppliedRecord, EntryRow, OutcomeRow } from '@fintech/ports';
import { range } from '@fintech/testkit';
import { ownMongodb } from '@fintech/testkit/stack';
import { testDatabase } from './_util.ts';

/** How fast the read model takes transfers: `node packages/adapter-mongodb/test/_projection-benchmark.ts [seconds]`. */
const seconds = Number(process.argv[2] ?? 10);
const accountCount = 10_000;
const balances = new Map<number, number>();

/** Ids as they come in life: nothing about them is in order. */
const idOf = (kind: number, n: number): string =>
  ((BigInt(n * 16 + kind) * 0x9e3779b97f4a7c15f39cc0605cedc835n) % 2n ** 128n).toString(16).padStart(32, '0');

function accountRow(n: number): AccountRow {
  const ids = { accountId: idOf(1, n), ownerId: idOf(2, n) };
  return { ...ids, currency: 'EUR', status: 'open', balance: balances.get(n) ?? 0, openedAt: 1 };
}

function openAccounts(): AppliedRecord {
  const outcomes = range(0, accountCount).map(n => outcome(n + 1, 'open_account'));
  const accounts = range(0, accountCount).map(accountRow);
  return { offset: 0, firstPosition: 1, chain: '', outcomes, entries: [], accounts };
}

function outcome(position: number, kind: string): OutcomeRow {
  return {
    position,
    commandId: idOf(3, position),
    kind,
    code: 'applied',
    time: 1_700_000_000_000 + position,
  };
}

function transfers(offset: number, firstPosition: number, count: number): AppliedRecord {
  const touched = new Set<number>();
  const outcomes = range(firstPosition, firstPosition + count).map(position => outcome(position, 'transfer'));
  const entries = outcomes.flatMap(({ position, commandId, time }): EntryRow[] => {
    const from = (position * 7919) % accountCount;
    const to = (from + 1 + ((position * 104_729) % (accountCount - 1))) % accountCount;
    return [from, to].map((account, index) => {
      const amount = index === 0 ? -5 : 5;
      balances.set(account, (balances.get(account) ?? 0) + amount);
      touched.add(account);
      const parties = { accountId: idOf(1, account), counterpartyId: idOf(1, index === 0 ? to : from) };
      const money = { currency: 'EUR', amount, balance: balances.get(account) ?? 0 };
      return { position, index, ...parties, ...money, time, transactionId: commandId, purpose: 'transfer' };
    });
  });
  return { offset, firstPosition, chain: '', outcomes, entries, accounts: [...touched].map(accountRow) };
}

async function measure(perRecord: number, recordsPerWrite: number): Promise<void> {
  balances.clear();
  await using database = testDatabase(stack.server.endpoints);
  await using adapters = await database.open();
  await adapters.entryStore.write([openAccounts()]);
  let [offset, position] = [1, accountCount + 1];
  const waits: number[] = [];
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  while (performance.now() - startedAt < seconds * 1000) {
    const records = range(0, recordsPerWrite).map(i =>
      transfers(offset + i, position + i * perRecord, perRecord),
    );
    offset += recordsPerWrite;
    position += recordsPerWrite * perRecord;
    const before = performance.now();
    await adapters.entryStore.write(records);
    waits.push(performance.now() - before);
  }
  const elapsedMs = performance.now() - startedAt;
  const used = process.cpuUsage(cpu);
  const count = position - accountCount - 1;
  const [median = 0, worst = 0] = [waits.sort((a, b) => a - b)[waits.length >> 1], waits.at(-1)];
  process.stdout.write(
    `${perRecord} transfers per record, ${recordsPerWrite} records per write: ` +
      `${Math.round((count / elapsedMs) * 1000)} transfers/s, write ${median.toFixed(0)} ms (longest ${worst.toFixed(0)}), ` +
      `${((used.user + used.system) / count).toFixed(0)} µs of this process per transfer\n`,
  );
}

await using stack = await ownMongodb().start();
for (const [perRecord, recordsPerWrite] of [
  [1, 1],
  [1, 100],
  [50, 20],
  [200, 10],
] as const) {
  await measure(perRecord, recordsPerWrite);
}
