import {
  type AccountRow,
  type AppliedRecord,
  type Checkpoint,
  type EntryQuery,
  type EntryRow,
  type EntryStore,
  type OutcomeRow,
  type Page,
  PortError,
  type RecordDigest,
} from '@fintech/ports';
import type { Latency, SimulatedProcess } from './simulated-process.ts';

const latency: Latency = [0, 6];

/** How a write fails: nothing is written, or everything is and the writer is not told. */
export type WriteFault = 'refused' | 'answer_lost';

type Totals = Awaited<ReturnType<EntryStore['totals']>>;

/**
 * The read model that all simulated processes share. Rows hold absolute values, so writing one again changes nothing;
 * an account row is overwritten only by one from a later record.
 */
export class SimulatedEntryStore {
  #nextOffset = 0;
  #digests = new Map<number, RecordDigest>();
  #lastPositions = new Map<number, number>();
  #outcomes = new Map<number, OutcomeRow>();
  #entries = new Map<string, EntryRow>();
  #accounts = new Map<string, { readonly offset: number; readonly row: AccountRow }>();
  #armed: WriteFault | undefined;
  #down = false;
  readonly #cutOff = new Set<SimulatedProcess>();
  readonly #onWrite: (records: readonly AppliedRecord[]) => void;

  /** `onWrite` sees every record that any process wants to write, also when it is there already. */
  constructor(onWrite: (records: readonly AppliedRecord[]) => void) {
    this.#onWrite = onWrite;
  }

  /** The store as a process sees it. */
  connect(process: SimulatedProcess): EntryStore {
    const ask = <Result>(effect: () => Result) =>
      process.call(latency, () => {
        if (this.#down || this.#cutOff.has(process))
          throw new PortError('store_unavailable', 'The store is down.');
        return effect();
      });
    return {
      write: records => ask(() => this.#write(records)),
      checkpoint: () => ask(() => this.checkpoint),
      digests: (fromOffset, limit) => ask(() => this.#digestsFrom(fromOffset, limit)),
      outcomes: (from, to) => ask(() => this.outcomes(from, to)),
      outcomeOf: id => ask(() => [...this.#outcomes.values()].find(({ commandId }) => commandId === id)),
      transaction: id => ask(() => this.entries.filter(entry => entry.transactionId === id)),
      entriesBetween: (from, to) =>
        ask(() => this.entries.filter(({ position }) => position >= from && position <= to)),
      entries: query => ask(() => this.#page(query)),
      account: id => ask(() => this.#accounts.get(id)?.row),
      accountsOf: ownerId => ask(() => this.accounts.filter(row => row.ownerId === ownerId)),
      totals: () => ask(() => this.#totals()),
    };
  }

  get checkpoint(): Checkpoint {
    return { nextOffset: this.#nextOffset, position: this.#lastPositions.get(this.#nextOffset - 1) ?? 0 };
  }

  get accounts(): readonly AccountRow[] {
    return [...this.#accounts.values()].map(({ row }) => row);
  }

  /** All entries in the order of the log. */
  get entries(): readonly EntryRow[] {
    return [...this.#entries.values()].toSorted((a, b) => a.position - b.position || a.index - b.index);
  }

  outcomes(from: number, to: number): readonly OutcomeRow[] {
    const rows: OutcomeRow[] = [];
    for (let position = from; position <= to; position++) {
      const row = this.#outcomes.get(position);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  /** Arms a fault for the next write. */
  arm(fault: WriteFault): void {
    this.#armed = fault;
  }

  disarm(): void {
    this.#armed = undefined;
    this.#down = false;
    this.#cutOff.clear();
  }

  /** It answers nobody, or answers again. */
  setDown(down: boolean): void {
    this.#down = down;
  }

  /** One process cannot reach it, or can again. */
  setCutOff(process: SimulatedProcess, cutOff: boolean): void {
    if (cutOff) this.#cutOff.add(process);
    else this.#cutOff.delete(process);
  }

  /** A crash of the store: the checkpoint is older than the rows. */
  rollBackCheckpoint(records: number): void {
    this.#nextOffset = Math.max(0, this.#nextOffset - records);
  }

  /** The read model is gone altogether. */
  lose(): void {
    this.#nextOffset = 0;
    this.#digests = new Map();
    this.#lastPositions = new Map();
    this.#outcomes = new Map();
    this.#entries = new Map();
    this.#accounts = new Map();
  }

  #write(records: readonly AppliedRecord[]): void {
    this.#onWrite(records);
    const fault = this.#armed;
    this.#armed = undefined;
    if (fault !== 'refused') this.#writeRows(records.filter(({ offset }) => offset >= this.#nextOffset));
    if (fault !== undefined) throw new PortError('store_unavailable', 'The store does not answer.');
  }

  #writeRows(records: readonly AppliedRecord[]): void {
    if (records.some(({ offset }, index) => offset !== this.#nextOffset + index))
      throw new PortError('store_corrupt', `The record ${this.#nextOffset} is missing.`);
    for (const { offset, firstPosition, chain, outcomes, entries, accounts } of records) {
      this.#digests.set(offset, { offset, firstPosition, chain });
      this.#lastPositions.set(offset, firstPosition + outcomes.length - 1);
      for (const row of outcomes) this.#outcomes.set(row.position, row);
      for (const row of entries) this.#entries.set(cursorOf(row), row);
      for (const row of accounts) {
        const known = this.#accounts.get(row.accountId);
        if (known === undefined || known.offset <= offset) this.#accounts.set(row.accountId, { offset, row });
      }
      this.#nextOffset = offset + 1;
    }
  }

  #digestsFrom(fromOffset: number, limit: number): readonly RecordDigest[] {
    const digests = [...this.#digests.values()].filter(({ offset }) => offset >= fromOffset);
    return digests.toSorted((a, b) => a.offset - b.offset).slice(0, limit);
  }

  /** The cursor names the last entry of the page before. */
  #page(query: EntryQuery): Page<EntryRow> {
    const matching = this.entries.filter(entry => matches(query, entry)).toReversed();
    const last = matching.findIndex(entry => cursorOf(entry) === query.cursor);
    if (query.cursor !== undefined && last < 0) throw new RangeError('cursor');
    const items = matching.slice(last + 1, last + 1 + query.limit);
    const [end] = items.slice(-1);
    return end === undefined || end === matching.at(-1) ? { items } : { items, nextCursor: cursorOf(end) };
  }

  #totals(): Totals {
    const totals = Map.groupBy(this.accounts, ({ currency }) => currency);
    return [...totals].map(([currency, rows]) => ({
      currency,
      accounts: rows.length,
      sum: rows.reduce((sum, { balance }) => sum + balance, 0),
    }));
  }
}

const cursorOf = ({ position, index }: EntryRow): string => `${position}/${index}`;

function matches(query: EntryQuery, entry: EntryRow): boolean {
  if (entry.accountId !== query.accountId) return false;
  if (query.direction !== undefined && (query.direction === 'in') !== entry.amount > 0) return false;
  if (query.purpose !== undefined && query.purpose !== entry.purpose) return false;
  return entry.time >= (query.from ?? 0) && entry.time < (query.until ?? Number.POSITIVE_INFINITY);
}
