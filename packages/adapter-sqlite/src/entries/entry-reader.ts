import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type {
  AccountRow,
  Checkpoint,
  EntryQuery,
  EntryRow,
  EntryStore,
  OutcomeRow,
  Page,
  RecordDigest,
} from '@fintech/ports';
import { entriesPerTransaction } from './entries-schema.ts';
import { type EntryKey, formatCursor, newestKey, parseCursor } from './entry-cursor.ts';

type Row = Record<string, SQLOutputValue>;
type Totals = Awaited<ReturnType<EntryStore['totals']>>;

/** Entries one page may look at, so that a filter that matches little cannot hold up the other readers. */
const maxScanned = 5000;

const selectEntry = `
  select e.*, a.account_id, c.account_id as counterparty_id, o.command_id as transaction_id from entries e
  join account_numbers a on a.number = e.account join account_numbers c on c.number = e.counterparty
  left join outcomes o on o.position = e.id / ${entriesPerTransaction}`;
const selectAccount = 'select * from accounts join account_numbers using (number)';

/** Answers the queries of the read model. */
export class EntryReader {
  readonly #checkpoint: StatementSync;
  readonly #digests: StatementSync;
  readonly #outcomes: StatementSync;
  readonly #outcomeOf: StatementSync;
  readonly #entriesById: StatementSync;
  readonly #entries: StatementSync;
  readonly #account: StatementSync;
  readonly #accountsOf: StatementSync;
  readonly #totals: StatementSync;

  constructor(database: DatabaseSync) {
    this.#checkpoint = database.prepare('select * from records order by offset desc limit 1');
    this.#digests = database.prepare('select * from records where offset >= ? order by offset limit ?');
    this.#outcomes = database.prepare(
      'select * from outcomes where position between ? and ? order by position',
    );
    this.#outcomeOf = database.prepare(
      'select * from outcomes where command_id = ? order by position limit 1',
    );
    this.#entriesById = database.prepare(`${selectEntry} where e.id >= ? and e.id < ? order by e.id`);
    this.#entries = database.prepare(`${selectEntry}
      where e.account = (select number from account_numbers where account_id = ?)
        and e.time >= ? and (e.time, e.id) < (?, ?) order by e.time desc, e.id desc`);
    this.#account = database.prepare(`${selectAccount} where account_id = ?`);
    this.#accountsOf = database.prepare(`${selectAccount} where owner_id = ? order by opened_at, number`);
    this.#totals = database.prepare(
      'select currency, count(*) as accounts, sum(balance) as sum from accounts group by currency',
    );
  }

  checkpoint(): Checkpoint {
    const row = this.#checkpoint.get();
    if (row === undefined) return { nextOffset: 0, position: 0 };
    return { nextOffset: Number(row.offset) + 1, position: Number(row.last_position) };
  }

  digests(fromOffset: number, limit: number): RecordDigest[] {
    return this.#digests.all(fromOffset, limit).map(row => ({
      offset: Number(row.offset),
      firstPosition: Number(row.first_position),
      chain: String(row.chain),
    }));
  }

  outcomes(from: number, to: number): OutcomeRow[] {
    return this.#outcomes.all(from, to).map(toOutcome);
  }

  outcomeOf(commandId: string): OutcomeRow | undefined {
    const row = this.#outcomeOf.get(commandId);
    return row && toOutcome(row);
  }

  transaction(transactionId: string): EntryRow[] {
    const outcome = this.outcomeOf(transactionId);
    return outcome === undefined ? [] : this.entriesBetween(outcome.position, outcome.position);
  }

  entriesBetween(from: number, to: number): EntryRow[] {
    return this.#entriesById.all(from * entriesPerTransaction, (to + 1) * entriesPerTransaction).map(toEntry);
  }

  /** An entry is on the page, or a later page starts right behind it. */
  entries(query: EntryQuery): Page<EntryRow> {
    const items: EntryRow[] = [];
    let last = startOf(query);
    let scanned = 0;
    for (const row of this.#entries.iterate(query.accountId, query.from ?? 0, last.time, last.id)) {
      const entry = toEntry(row);
      const matching = matches(query, entry);
      if (scanned === maxScanned || (matching && items.length === query.limit)) {
        return { items, nextCursor: formatCursor(last) };
      }
      if (matching) items.push(entry);
      last = { time: entry.time, id: Number(row.id) };
      scanned += 1;
    }
    return { items };
  }

  account(accountId: string): AccountRow | undefined {
    const row = this.#account.get(accountId);
    return row && toAccount(row);
  }

  accountsOf(ownerId: string): AccountRow[] {
    return this.#accountsOf.all(ownerId).map(toAccount);
  }

  totals(): Totals {
    return this.#totals.all().map(row => ({
      currency: String(row.currency),
      accounts: Number(row.accounts),
      sum: Number(row.sum),
    }));
  }
}

/** The key after which the page starts: where the last page ended, or the upper end of the asked-for time. */
function startOf({ cursor, until }: EntryQuery): EntryKey {
  const start = cursor === undefined ? newestKey : parseCursor(cursor);
  // Row ids are positive, so id 0 comes after every entry of the time `until`.
  return until !== undefined && until <= start.time ? { time: until, id: 0 } : start;
}

function matches({ direction, purpose }: EntryQuery, entry: EntryRow): boolean {
  if (direction !== undefined && (direction === 'in') !== entry.amount > 0) return false;
  return purpose === undefined || purpose === entry.purpose;
}

function toEntry(row: Row): EntryRow {
  const id = Number(row.id);
  return {
    position: Math.floor(id / entriesPerTransaction),
    index: id % entriesPerTransaction,
    accountId: String(row.account_id),
    counterpartyId: String(row.counterparty_id),
    currency: String(row.currency),
    amount: Number(row.amount),
    balance: Number(row.balance),
    time: Number(row.time),
    transactionId: String(row.transaction_id ?? ''),
    purpose: String(row.purpose),
  };
}

function toOutcome(row: Row): OutcomeRow {
  return {
    position: Number(row.position),
    commandId: String(row.command_id),
    kind: String(row.kind),
    code: String(row.code),
    time: Number(row.time),
    ...(row.balance === null ? {} : { balance: Number(row.balance) }),
  };
}

function toAccount(row: Row): AccountRow {
  return {
    accountId: String(row.account_id),
    ownerId: String(row.owner_id),
    currency: String(row.currency),
    status: String(row.status),
    balance: Number(row.balance),
    openedAt: Number(row.opened_at),
  };
}
