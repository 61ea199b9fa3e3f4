import { type EntryView, type HistoryQuery, type List, ProblemError } from '@fintech/contracts';
import type { CommandLog, EntryQuery, EntryRow, EntryStore, Page } from '@fintech/ports';
import type { Accounts } from './accounts.ts';
import type { Caller } from './transaction-service.ts';
import { type Transfers, toPurpose } from './transfers.ts';

export interface HistoryDependencies {
  readonly entryStore: EntryStore;
  readonly annotations: Pick<CommandLog, 'annotations'>;
  readonly accounts: Accounts;
  readonly transfers: Transfers;
  readonly defaultCurrency: string;
}

const defaultLimit = 50;

/** Shows what happened on an account. */
export class History {
  readonly #dependencies: HistoryDependencies;

  constructor(dependencies: HistoryDependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws ProblemError `account_not_found`, `invalid_cursor` */
  async list(caller: Caller, query: HistoryQuery): Promise<List<EntryView>> {
    const currency = query.currency ?? this.#dependencies.defaultCurrency;
    const accountId = query.account_id ?? this.#dependencies.accounts.idFor(caller.userId, currency);
    if (query.account_id === undefined) await this.#dependencies.accounts.ensureDefault(caller.userId);
    if (this.#dependencies.accounts.ownerOf(accountId) !== caller.userId)
      throw new ProblemError('account_not_found');
    const page = await this.#page(toEntryQuery(accountId, query));
    const items = await this.#views(page.items);
    return page.nextCursor === undefined ? { items } : { items, next_cursor: page.nextCursor };
  }

  async #page(query: EntryQuery): Promise<Page<EntryRow>> {
    try {
      return await this.#dependencies.entryStore.entries(query);
    } catch (error) {
      if (error instanceof RangeError) throw new ProblemError('invalid_cursor');
      throw error;
    }
  }

  async #views(rows: readonly EntryRow[]): Promise<EntryView[]> {
    const [texts, parties] = await Promise.all([
      this.#dependencies.annotations.annotations([...new Set(rows.map(row => row.transactionId))]),
      this.#dependencies.transfers.parties(rows.map(row => row.counterpartyId)),
    ]);
    return rows.map((row, index) => ({
      transaction_id: row.transactionId,
      type: toPurpose(row.purpose),
      account_id: row.accountId,
      counterparty: parties[index] ?? { account_id: row.counterpartyId },
      amount: row.amount,
      currency: row.currency,
      balance: { available: row.balance, held: 0 },
      description: texts.get(row.transactionId) ?? '',
      created_at: new Date(row.time).toISOString(),
      position: row.position,
    }));
  }
}

function toEntryQuery(accountId: string, query: HistoryQuery): EntryQuery {
  return {
    accountId,
    limit: query.limit ?? defaultLimit,
    ...(query.direction === undefined ? {} : { direction: query.direction }),
    ...(query.type === undefined ? {} : { purpose: query.type }),
    ...(query.from === undefined ? {} : { from: Date.parse(query.from) }),
    ...(query.until === undefined ? {} : { until: Date.parse(query.until) }),
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
  };
}
