import type { AccountView, EntryView, HistoryQuery } from '@fintech/contracts';
import type { Form } from '@fintech/http';
import type { Activity } from '@fintech/web';
import type { Caller, TransactionService } from '../transaction-service.ts';
import { toMoney } from './money.ts';

/** The latest entries of all accounts of a person, newest first. */
export async function recentEntries(
  service: TransactionService,
  caller: Caller,
  accounts: readonly AccountView[],
  query: HistoryQuery & { readonly limit: number },
): Promise<readonly EntryView[]> {
  const lists = await Promise.all(
    accounts.map(account => service.history(caller, { ...query, account_id: account.id })),
  );
  return lists
    .flatMap(list => list.items)
    .toSorted((a, b) => b.position - a.position)
    .slice(0, query.limit);
}

/** An entry as a line of the activity list. */
export function toActivity(entry: EntryView): Activity {
  return {
    type: entry.type,
    name: entry.counterparty.username,
    change: toMoney(entry.amount, entry.currency),
    balanceAfter: entry.balance.available,
    description: entry.description,
    at: entry.created_at,
    path: receiptPath(entry.transaction_id),
  };
}

/** @param position place in the log that the receipt must be able to see: that of a transaction made just now */
export function receiptPath(transactionId: string, position?: number): string {
  const query = position === undefined ? '' : `?min_position=${position}`;
  return `/transaction/receipt/${transactionId}${query}`;
}

/** The place in the log that the page must show, when the address names one. */
export function minPositionOf(query: Form): number | undefined {
  const text = query.get('min_position');
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
