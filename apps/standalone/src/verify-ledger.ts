import { type AppliedBatch, Ledger } from '@fintech/ledger';
import type { CommandLog, EntryStore, LogRecord } from '@fintech/ports';
import { sha256 } from './system.ts';

export interface VerifyReport {
  /** What was found, for people. */
  readonly lines: readonly string[];
  /** What does not agree; empty when the books are right. */
  readonly problems: readonly string[];
}

interface Books {
  readonly commandLog: CommandLog;
  readonly entryStore: EntryStore;
}

const progressEvery = 100_000;

/** Replays the log into a fresh ledger and holds everything that is stored against it. */
export async function verifyLedger(
  books: Books,
  onProgress: (message: string) => void,
): Promise<VerifyReport> {
  const { commandLog, entryStore } = books;
  const ledger = new Ledger({ sha256 });
  const problems: string[] = [];
  const checkpoint = await entryStore.checkpoint();
  let nextProgress = progressEvery;

  const follow = async (records: readonly LogRecord[]): Promise<void> => {
    const batches = records.map(({ offset, bytes }) => ledger.applyRecord(offset, bytes));
    const stored = batches.filter(batch => batch.offset < checkpoint.nextOffset);
    problems.push(
      ...(await compareDigests(entryStore, stored)),
      ...(await compareOutcomes(entryStore, stored)),
    );
    if (ledger.position < nextProgress) return;
    onProgress(`replayed ${ledger.position} commands`);
    nextProgress += progressEvery;
  };
  const subscription = commandLog.subscribe(0, follow);
  await subscription.caughtUp;
  await subscription.close();

  if (checkpoint.nextOffset === ledger.nextOffset)
    problems.push(...(await compareTotals(entryStore, ledger)));
  for (const [currency, sum] of ledger.totals())
    if (sum !== 0) problems.push(`balances in ${currency} sum to ${sum}, not 0`);
  const lines = [
    `records   ${ledger.nextOffset}`,
    `commands  ${ledger.position}`,
    `accounts  ${ledger.accountCount}`,
    `stored outcomes compared  ${checkpoint.position}`,
    ...[...ledger.totals()].map(([currency, sum]) => `sum of all balances in ${currency}  ${sum}`),
    `chain     ${ledger.chain}`,
  ];
  return { lines, problems };
}

async function compareDigests(
  store: EntryStore,
  batches: readonly AppliedBatch[],
): Promise<readonly string[]> {
  const [first] = batches;
  if (first === undefined) return [];
  const digests = await store.digests(first.offset, batches.length);
  const chains = new Map(digests.map(({ offset, chain }) => [offset, chain]));
  return batches
    .filter(batch => chains.get(batch.offset) !== batch.chain)
    .map(
      batch =>
        `record ${batch.offset}: the stored hash chain is ${chains.get(batch.offset) ?? 'missing'}, not ${batch.chain}`,
    );
}

async function compareOutcomes(
  store: EntryStore,
  batches: readonly AppliedBatch[],
): Promise<readonly string[]> {
  const results = batches.flatMap(batch => batch.results);
  const [first, last] = [results[0], results.at(-1)];
  if (first === undefined || last === undefined) return [];
  const stored = new Map(
    (await store.outcomes(first.position, last.position)).map(row => [row.position, row]),
  );
  return results
    .filter(result => stored.get(result.position)?.code !== result.code)
    .map(
      result =>
        `command ${result.position}: the stored outcome is ${stored.get(result.position)?.code ?? 'missing'}, not ${result.code}`,
    );
}

/** The read model's own balances, when it is as far as the log. */
async function compareTotals(store: EntryStore, ledger: Ledger): Promise<readonly string[]> {
  const totals = await store.totals();
  const problems = totals
    .filter(({ sum }) => sum !== 0)
    .map(({ currency, sum }) => `stored balances in ${currency} sum to ${sum}, not 0`);
  const accounts = totals.reduce((count, total) => count + total.accounts, 0);
  if (accounts !== ledger.accountCount)
    problems.push(`${accounts} accounts are stored, not ${ledger.accountCount}`);
  return problems;
}
