import type { AccountView, HistoryQuery } from '@fintech/contracts';
import type { Form } from '@fintech/http';

const pageSize = 25;

/** What the visitor chose in the filters; anything that is not a choice counts as none. */
export interface HistoryFilters {
  readonly currency: string;
  readonly direction: 'in' | 'out' | undefined;
  readonly type: 'transfer' | 'deposit' | 'withdrawal' | undefined;
  /** Calendar days in UTC, both included. */
  readonly from: string | undefined;
  readonly until: string | undefined;
}

export function readFilters(query: Form, account: AccountView): HistoryFilters {
  const day = (name: string): string | undefined => {
    const text = query.get(name);
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
  };
  return {
    currency: account.currency,
    direction: oneOf(query.get('direction'), ['in', 'out']),
    type: oneOf(query.get('type'), ['transfer', 'deposit', 'withdrawal']),
    from: day('from'),
    until: day('until'),
  };
}

const oneOf = <const T extends string>(value: string, choices: readonly T[]): T | undefined =>
  choices.find(choice => choice === value);

/** The page of an account's history that the filters and the cursor ask for. */
export function toHistoryQuery(
  account: AccountView,
  filters: HistoryFilters,
  cursor: string | undefined,
): HistoryQuery {
  const { direction, type, from, until } = filters;
  return {
    account_id: account.id,
    limit: pageSize,
    ...(direction === undefined ? {} : { direction }),
    ...(type === undefined ? {} : { type }),
    ...(from === undefined ? {} : { from: `${from}T00:00:00.000Z` }),
    ...(until === undefined ? {} : { until: `${until}T23:59:59.999Z` }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
