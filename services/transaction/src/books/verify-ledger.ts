import { Ledger, type LedgerOptions } from '@fintech/ledger';
import type { AppliedRecord, CommandLog, EntryStore } from '@fintech/ports';
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
 * Replays the log into a fresh ledger and holds everything that is stored against it. The system may be at work meanwhile: what
 * is stored is always read before the end of the log that must hold it.
 *
 * @throws PortError `log_corrupt` and others of the two stores; LedgerHalt when the ledger does not accept the log
 */
export async function verifyLedger(
  { commandLog, entryStore }: Books,
  options: LedgerOptions,
  onProgress: (message: string) => void,
): Promise<VerifyReport> {
  const problems = new ProblemList();
  const readModel = new ReadModelCheck(entryStore, problem => problems.add(problem));
  const replay = new Replay(commandLog, new Ledger(options), onProgress);
  const { ledger } = replay;
  const checkpoint = await entryStore.checkpoint();
  const behind: AppliedRecord[] = [];
  await replay.toTheEnd(async records => {
    await readModel.compare(records.filter(({ offset }) => offset < checkpoint.nextOffset));
    behind.push(...records.filter(({ offset }) => offset >= checkpoint.nextOffset));
  });
  if (checkpoint.nextOffset <= ledger.nextOffset) {
    const end = await readModel.readEnd();
    await replay.toTheEnd(async records => void behind.push(...records));
    await readModel.compareEnd(checkpoint, end, behind);
  } else
    problems.add(
      `the log ends before record ${ledger.nextOffset}, the read model before record ${checkpoint.nextOffset}`,
    );
  for (const [currency, sum] of ledger.totals())
    if (sum !== 0) problems.add(`balances in ${currency} sum to ${sum}, not 0`);
  return { lines: describe(ledger, readModel.position), problems: problems.listed };
}

/** Applies the log to a ledger, as far as the log reaches at the moment. */
class Replay {
  readonly ledger: Ledger;
  readonly #commandLog: Books['commandLog'];
  readonly #onProgress: (message: string) => void;
  #nextProgress = progressEvery;

  constructor(commandLog: Books['commandLog'], ledger: Ledger, onProgress: (message: string) => void) {
    this.#commandLog = commandLog;
    this.ledger = ledger;
    this.#onProgress = onProgress;
  }

  /** Goes on where it stopped, to the end that the log has at the call or later. */
  async toTheEnd(onApplied: (records: readonly AppliedRecord[]) => Promise<void>): Promise<void> {
    const { ledger } = this;
    const subscription = this.#commandLog.subscribe(ledger.nextOffset, async records => {
      await onApplied(
        records.map(({ offset, bytes }) => toAppliedRecord(ledger, ledger.applyRecord(offset, bytes))),
      );
      if (ledger.position < this.#nextProgress) return;
      this.#onProgress(`replayed ${ledger.position} commands`);
      this.#nextProgress += progressEvery;
    });
    await subscription.caughtUp;
    await subscription.close();
  }
}

class ProblemList {
  readonly #first: string[] = [];
  #count = 0;

  get listed(): readonly string[] {
    const unlisted = this.#count - this.#first.length;
    return unlisted > 0 ? [...this.#first, `and ${unlisted} more`] : this.#first;
  }

  add(problem: string): void {
    this.#count += 1;
    if (this.#first.length < maxListed) this.#first.push(problem);
  }
}

const describe = (ledger: Ledger, comparedPosition: number): readonly string[] => [
  `records   ${ledger.nextOffset}`,
  `commands  ${ledger.position}`,
  `accounts  ${ledger.accountCount}`,
  `stored outcomes compared  ${comparedPosition}`,
  ...[...ledger.totals()].map(([currency, sum]) => `sum of all balances in ${currency}  ${sum}`),
  `chain     ${ledger.chain}`,
];
