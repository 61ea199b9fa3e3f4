import { Ledger, type LedgerOptions } from '@fintech/ledger';
import type { CommandLog, EntryStore, LogRecord } from '@fintech/ports';
import { toAppliedRecord } from '../ledger/rows.ts';
import { ReadModelCheck } from './read-model-check.ts';

export interface VerifyReport {
  /** What was found, for people. */
  readonly lines: readonly string[];
  /** What does not agree; empty when the books are right. */
  readonly problems: readonly string[];
}

interface Books {
  readonly commandLog: Pick<CommandLog, 'subscribe'>;
  readonly entryStore: EntryStore;
}

const progressEvery = 100_000;

/** One wrong record can make every later one wrong, and nobody reads a million lines. */
const maxListed = 100;

/**
 * Replays the log into a fresh ledger and holds everything that is stored against it.
 *
 * @throws PortError `log_corrupt` and others of the two stores; LedgerHalt when the ledger does not accept the log
 */
export async function verifyLedger(
  { commandLog, entryStore }: Books,
  options: LedgerOptions,
  onProgress: (message: string) => void,
): Promise<VerifyReport> {
  const ledger = new Ledger(options);
  const problems: string[] = [];
  let unlisted = 0;
  const report = (problem: string): void => {
    if (problems.length < maxListed) problems.push(problem);
    else unlisted += 1;
  };
  const readModel = new ReadModelCheck(entryStore, report);
  const checkpoint = await entryStore.checkpoint();
  let nextProgress = progressEvery;

  const follow = async (records: readonly LogRecord[]): Promise<void> => {
    const applied = records.map(({ offset, bytes }) =>
      toAppliedRecord(ledger, ledger.applyRecord(offset, bytes)),
    );
    await readModel.compare(applied.filter(({ offset }) => offset < checkpoint.nextOffset));
    if (ledger.position < nextProgress) return;
    onProgress(`replayed ${ledger.position} commands`);
    nextProgress += progressEvery;
  };
  const subscription = commandLog.subscribe(0, follow);
  await subscription.caughtUp;
  await subscription.close();

  if (checkpoint.nextOffset <= ledger.nextOffset) await readModel.finish(checkpoint);
  else
    report(
      `the log ends before record ${ledger.nextOffset}, the read model before record ${checkpoint.nextOffset}`,
    );
  for (const [currency, sum] of ledger.totals())
    if (sum !== 0) report(`balances in ${currency} sum to ${sum}, not 0`);
  if (unlisted > 0) problems.push(`and ${unlisted} more`);
  return { lines: describe(ledger, readModel.position), problems };
}

const describe = (ledger: Ledger, comparedPosition: number): readonly string[] => [
  `records   ${ledger.nextOffset}`,
  `commands  ${ledger.position}`,
  `accounts  ${ledger.accountCount}`,
  `stored outcomes compared  ${comparedPosition}`,
  ...[...ledger.totals()].map(([currency, sum]) => `sum of all balances in ${currency}  ${sum}`),
  `chain     ${ledger.chain}`,
];
