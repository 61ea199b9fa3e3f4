import type { AccountView, EntryView } from '@fintech/contracts';
import {
  type Activity,
  activityList,
  balanceChart,
  emptyState,
  form,
  formField,
  type Html,
  html,
  linkButton,
  type PageContext,
  pagination,
  renderPage,
  selectField,
  submitButton,
} from '@fintech/web';
import { toActivity } from './entries.ts';
import type { HistoryFilters } from './history-filters.ts';

export interface HistoryPage {
  readonly accounts: readonly AccountView[];
  readonly filters: HistoryFilters;
  /** Newest first. */
  readonly entries: readonly EntryView[];
  /** Cursor of the next page. */
  readonly older: string | undefined;
  /** This is the page of the newest entries. */
  readonly first: boolean;
}

const path = '/transaction/history';

export function historyPage(context: PageContext, page: HistoryPage): string {
  const { texts } = context;
  const { entries, filters, older, first } = page;
  const activities = entries.map(toActivity);
  const whole = first && older === undefined && entries.length > 0;
  const body = html`<div class="stack">
<div class="page-head"><h1>${texts.history.title}</h1>${whole && html`<p>${texts.history.count(entries.length)}</p>`}</div>
${filterForm(context, page)}
${entries.length > 1 && html`<section class="card">${chart(context, activities)}</section>`}
${entries.length === 0 ? noEntries(context, filters) : html`<h2 class="visually-hidden">${texts.history.list}</h2><div class="card activity-card">${activityList(context, activities)}</div>`}
${pagination(context, {
  newest: first ? undefined : addressOf(filters),
  older: older === undefined ? undefined : addressOf(filters, older),
})}
</div>`;
  return renderPage(context, { title: texts.history.title, body, section: 'history' });
}

function chart(context: PageContext, activities: readonly Activity[]) {
  const points = activities.map(({ at, change, balanceAfter }) => ({
    at,
    balance: { ...change, amount: balanceAfter },
  }));
  return balanceChart(context, points.toReversed());
}

function filterForm(context: PageContext, { accounts, filters }: HistoryPage): Html {
  const { texts } = context;
  const { direction, type, from, until } = filters;
  const chosen = isChosen(filters);
  const all = { value: '', text: texts.history.all };
  const currencies = accounts.map(({ currency }) => ({ value: currency, text: currency }));
  const directions = [
    all,
    { value: 'in', text: texts.history.moneyIn },
    { value: 'out', text: texts.history.moneyOut },
  ];
  const types = [
    all,
    { value: 'transfer', text: texts.history.transfers },
    { value: 'deposit', text: texts.history.deposits },
    { value: 'withdrawal', text: texts.history.withdrawals },
  ];
  const day = (name: string, label: string, value = '') =>
    formField(context, { name, label, value, type: 'date', required: false });
  const fields = html`${selectField({ name: 'currency', label: texts.history.account, options: currencies, value: filters.currency })}
${selectField({ name: 'direction', label: texts.history.direction, options: directions, value: direction })}
${selectField({ name: 'type', label: texts.history.type, options: types, value: type })}
${day('from', texts.history.from, from)}${day('until', texts.history.until, until)}
<div class="filters-actions">${submitButton(texts.history.apply, { kind: 'secondary' })}
${chosen && linkButton(texts.history.clear, addressOf({ currency: filters.currency }), { kind: 'quiet' })}</div>`;
  return html`<details class="card disclosure"${chosen && html` open`}><summary>${texts.history.filters}</summary>
${form(context, { action: path, get: true, className: 'filters', body: fields })}</details>`;
}

function noEntries({ texts, sandbox }: PageContext, filters: HistoryFilters): Html {
  const { home, history } = texts;
  const never = { title: home.emptyTitle, text: sandbox ? home.emptySandbox : home.emptyLive };
  const words = isChosen(filters) ? { title: history.empty, text: history.emptyText } : never;
  return html`<section class="card">${emptyState({ icon: 'list', ...words })}</section>`;
}

/** Whether the filters leave anything out; the currency is not one of them, because there is always one. */
function isChosen({ direction, type, from, until }: HistoryFilters): boolean {
  return [direction, type, from, until].some(value => value !== undefined);
}

/** Address of the history with these filters. */
function addressOf(filters: Partial<HistoryFilters>, cursor?: string): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, cursor })) {
    if (value !== undefined) query.set(name, value);
  }
  return `${path}?${query}`;
}
