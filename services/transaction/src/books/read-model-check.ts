import { isDeepStrictEqual } from 'node:util';
import type { AccountRow, AppliedRecord, Checkpoint, EntryRow, EntryStore, OutcomeRow } from '@fintech/ports';

/** What is stored of accounts, and of commands behind the checkpoint. */
export interface ReadModelEnd {
  readonly accounts: readonly AccountRow[];
  readonly accountCount: number;
  readonly outcomes: readonly OutcomeRow[];
  readonly entries: readonly EntryRow[];
}

/**
 * Holds a read model against what a replay of the log gives, row by row. Feed it the records before the checkpoint in
 * order. A projector may be at work meanwhile. Its memory grows with the accounts alone, and what is written meanwhile.
 */
export class ReadModelCheck {
  readonly #store: EntryStore;
  readonly #report: (problem: string) => void;
  /** Accounts as they stand after the records so far. */
  readonly #accounts = new Map<string, AccountRow>();
  #position = 0;

  constructor(store: EntryStore, report: (problem: string) => void) {
    this.#store = store;
    this.#report = report;
  }

  /** Position of the last command that was compared. */
  get position(): number {
    return this.#position;
  }

  /** Compares the hashes, outcomes and entries of consecutive records. */
  async compare(records: readonly AppliedRecord[]): Promise<void> {
    const [first, last] = [records[0], records.at(-1)];
    if (first === undefined || last === undefined) return;
    for (const account of records.flatMap(record => record.accounts))
      this.#accounts.set(account.accountId, account);
    this.#position = last.firstPosition + last.outcomes.length - 1;
    const digests = records.map(({ offset, firstPosition, chain }) => ({ offset, firstPosition, chain }));
    const storedDigests = await this.#store.digests(first.offset, records.length);
    // Where one is missing, the store gives one from behind the last instead.
    this.#compareRows(
      digests,
      storedDigests.filter(({ offset }) => offset <= last.offset),
      ({ offset }) => `record ${offset}`,
    );
    await this.#comparePositions(first.firstPosition, this.#position, records);
  }

  /** Reads what can be judged only by a log that was read later, once all records before the checkpoint are compared. */
  async readEnd(): Promise<ReadModelEnd> {
    const [from, to] = [this.#position + 1, Number.MAX_SAFE_INTEGER];
    const accounts: AccountRow[] = [];
    for (const accountId of this.#accounts.keys()) {
      const stored = await this.#store.account(accountId);
      if (stored !== undefined) accounts.push(stored);
    }
    const totals = await this.#store.totals();
    return {
      accounts,
      accountCount: totals.reduce((sum, total) => sum + total.accounts, 0),
      outcomes: await this.#store.outcomes(from, to),
      entries: await this.#store.entriesBetween(from, to),
    };
  }

  /**
   * Compares what {@link readEnd} gave. `behind`: the records behind the checkpoint up to an end of the log that was looked up
   * afterwards. Any part of them may be stored by now, and nothing that is not among them.
   */
  async compareEnd(
    checkpoint: Checkpoint,
    end: ReadModelEnd,
    behind: readonly AppliedRecord[],
  ): Promise<void> {
    if (checkpoint.position !== this.#position)
      this.#report(
        `the read model says that it ends at command ${checkpoint.position}, not ${this.#position}`,
      );
    await this.#comparePositions(Number.MIN_SAFE_INTEGER, 0, []);
    const [outcomes, entries] = [
      new Set(end.outcomes.map(nameOfOutcome)),
      new Set(end.entries.map(nameOfEntry)),
    ];
    this.#compareRows(
      behind.flatMap(record => record.outcomes).filter(row => outcomes.has(nameOfOutcome(row))),
      end.outcomes,
      nameOfOutcome,
    );
    this.#compareRows(
      behind.flatMap(record => record.entries).filter(row => entries.has(nameOfEntry(row))),
      end.entries,
      nameOfEntry,
    );
    this.#compareAccounts(
      end,
      behind.flatMap(record => record.accounts),
    );
  }

  /** A stored account is right as it stands at the checkpoint, and as it stands after any later record. */
  #compareAccounts({ accounts, accountCount }: ReadModelEnd, changes: readonly AccountRow[]): void {
    const later = Map.groupBy(changes, ({ accountId }) => accountId);
    const stored = new Map(accounts.map(account => [account.accountId, account]));
    const expected = [...this.#accounts.values()].map(account => {
      const found = stored.get(account.accountId);
      return later.get(account.accountId)?.find(row => isDeepStrictEqual(row, found)) ?? account;
    });
    this.#compareRows(expected, accounts, row => `account ${row.accountId}`);
    const least = this.#accounts.size;
    const most = new Set([...this.#accounts.keys(), ...later.keys()]).size;
    if (accountCount < least || accountCount > most)
      this.#report(`${accountCount} accounts are stored, not ${least}`);
  }

  async #comparePositions(from: number, to: number, records: readonly AppliedRecord[]): Promise<void> {
    this.#compareRows(
      records.flatMap(({ outcomes }) => outcomes),
      await this.#store.outcomes(from, to),
      nameOfOutcome,
    );
    this.#compareRows(
      records.flatMap(({ entries }) => entries),
      await this.#store.entriesBetween(from, to),
      nameOfEntry,
    );
  }

  #compareRows<Row extends object>(
    expected: readonly Row[],
    stored: readonly Row[],
    nameOf: (row: Row) => string,
  ): void {
    const unmatched = new Map(stored.map(row => [nameOf(row), row]));
    for (const row of expected) {
      const name = nameOf(row);
      const found = unmatched.get(name);
      unmatched.delete(name);
      if (found === undefined) this.#report(`${name} is not stored`);
      else if (!isDeepStrictEqual(found, row)) this.#report(`${name}: ${differences(found, row)}`);
    }
    for (const name of unmatched.keys()) this.#report(`${name} is stored, but not in the log`);
  }
}

const nameOfOutcome = ({ position }: OutcomeRow): string => `command ${position}`;

const nameOfEntry = ({ position, index }: EntryRow): string => `entry ${position}/${index}`;

function differences(stored: object, expected: object): string {
  const found = new Map<string, unknown>(Object.entries(stored));
  const right = new Map<string, unknown>(Object.entries(expected));
  return [...new Set([...found.keys(), ...right.keys()])]
    .filter(field => found.get(field) !== right.get(field))
    .map(field => `${field} is ${found.get(field)}, not ${right.get(field)}`)
    .join('; ');
}
