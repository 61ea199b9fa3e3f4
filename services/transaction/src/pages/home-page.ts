import type { AccountView, EntryView } from '@fintech/contracts';
import {
  type Action,
  actionRow,
  activityList,
  balanceCard,
  emptyState,
  type Html,
  html,
  icon,
  linkButton,
  type PageContext,
  renderPage,
} from '@fintech/web';
import { toActivity } from './entries.ts';
import { availableIn } from './money.ts';

export interface HomePage {
  readonly accounts: readonly AccountView[];
  /** Newest first. */
  readonly entries: readonly EntryView[];
  /** People may top up and withdraw play money. */
  readonly sandbox: boolean;
}

export function homePage(context: PageContext, page: HomePage): string {
  const { texts } = context;
  const body = html`<div class="stack">
<h1 class="visually-hidden">${texts.home.title}</h1>
<p class="visually-hidden" aria-live="polite" data-live-announcer="/transaction/stream"></p>
${balances(context, page.accounts)}
${actionRow(texts.home.actions, actions(context, page.sandbox))}
${recentActivity(context, page)}
</div>`;
  return renderPage(context, { title: texts.home.title, body, section: 'home', scripts: ['live'] });
}

function balances(context: PageContext, accounts: readonly AccountView[]): Html {
  return html`<div class="balances" id="live-balances" data-live>${accounts.map((account, index) =>
    balanceCard(context, {
      available: availableIn(account),
      held: account.balance.held,
      status: account.status,
      main: index === 0,
    }),
  )}
<a class="balance-add" href="/transaction/accounts/new">${icon('plus')}${context.texts.home.addCurrency}</a></div>`;
}

function actions({ texts }: PageContext, sandbox: boolean): readonly Action[] {
  const send: Action = { text: texts.home.send, path: '/transaction/send', icon: 'send' };
  if (!sandbox) return [send];
  return [
    send,
    { text: texts.home.topUp, path: '/transaction/top_up', icon: 'plus' },
    { text: texts.home.withdraw, path: '/transaction/withdraw', icon: 'bank' },
  ];
}

function recentActivity(context: PageContext, { entries, sandbox }: HomePage): Html {
  const { texts } = context;
  if (entries.length === 0) {
    return html`<section class="card" id="live-activity" data-live>${emptyState({
      icon: 'list',
      title: texts.home.emptyTitle,
      text: sandbox ? texts.home.emptySandbox : texts.home.emptyLive,
      action: sandbox && linkButton(texts.home.topUp, '/transaction/top_up', { kind: 'secondary' }),
    })}</section>`;
  }
  return html`<section class="on-demand" id="live-activity">
<div class="section-head"><h2 class="section-title">${texts.home.recent}</h2>
<label class="switch"><input type="checkbox">${texts.home.showBalance}</label></div>
<div class="card activity-card" id="live-entries" data-live>${activityList(context, entries.map(toActivity))}</div>
<a class="section-link" href="/transaction/history">${texts.home.all}</a>
</section>`;
}
