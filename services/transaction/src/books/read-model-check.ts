import { isDeepStrictEqual } from 'node:util';
import type { AccountRow, AppliedRecord, Checkpoint, EntryStore } from '@fintech/ports';

/**
 * Holds a read model against what a replay of the log gives, row by row. Feed it the records before the checkpoint in
 * order. Its memory grows with the accounts alone.
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
    const [from, to] = [first.firstPosition, this.#position];
    await this.#comparePositions(from, to, records);
  }

  /** Compares what only the end of the read model shows: every account, and that nothing is stored behind the end. */
  async finish(checkpoint: Checkpoint): Promise<void> {
    if (checkpoint.position !== this.#position)
      this.#report(
        `the read model says that it ends at command ${checkpoint.position}, not ${this.#position}`,
      );
    await this.#comparePositions(Number.MIN_SAFE_INTEGER, 0, []);
    await this.#comparePositions(this.#position + 1, Number.MAX_SAFE_INTEGER, []);
    for (const account of this.#accounts.values()) {
      const stored = await this.#store.account(account.accountId);
      this.#compareRows([account], stored === undefined ? [] : [stored], row => `account ${row.accountId}`);
    }
    const count = (await this.#store.totals()).reduce((sum, { accounts }) => sum + accounts, 0);
    if (count !== this.#accounts.size)
      this.#report(`${count} accounts are stored, not ${this.#accounts.size}`);
  }

  async #comparePositions(from: number, to: number, records: readonly AppliedRecord[]): Promise<void> {
    this.#compareRows(
      records.flatMap(({ outcomes }) => outcomes),
      await this.#store.outcomes(from, to),
      ({ position }) => `command ${position}`,
    );
    this.#compareRows(
      records.flatMap(({ entries }) => entries),
      await this.#store.entriesBetween(from, to),
      ({ position, index }) => `entry ${position}/${index}`,
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

function differences(stored: object, expected: object): string {
  const found = new Map<string, unknown>(Object.entries(stored));
  const right = new Map<string, unknown>(Object.entries(expected));
  return [...new Set([...found.keys(), ...right.keys()])]
    .filter(field => found.get(field) !== right.get(field))
    .map(field => `${field} is ${found.get(field)}, not ${right.get(field)}`)
    .join('; ');
}
