import { actionRow } from './components/action-row.ts';
import { activityList } from './components/activity-list.ts';
import { amountField } from './components/amount-field.ts';
import { avatar } from './components/avatar.ts';
import { balanceCard } from './components/balance-card.ts';
import { balanceChart } from './components/balance-chart.ts';
import { banner } from './components/banner.ts';
import { linkButton, submitButton } from './components/button.ts';
import { dataTable } from './components/data-table.ts';
import { definitionList } from './components/definition-list.ts';
import { emptyState } from './components/empty-state.ts';
import { errorSummary } from './components/error-summary.ts';
import { formField, selectField } from './components/form-field.ts';
import { moneyChange, moneyFigure, moneyText } from './components/money-text.ts';
import { pagination } from './components/pagination.ts';
import { personPicker } from './components/person-picker.ts';
import { receipt } from './components/receipt.ts';
import { sessionList } from './components/session-list.ts';
import { stepBar } from './components/step-bar.ts';
import { sampleActivities, sampleMoney, sampleNames, sampleSessions } from './design-samples.ts';
import { type Content, type Html, html } from './html.ts';
import type { Money } from './money.ts';
import { renderPage } from './page.ts';
import type { PageContext } from './page-context.ts';

/** Every component in every state, for the people who build pages. */
export function designPage(context: PageContext): string {
  const { texts } = context;
  const body = html`<div class="page-head"><h1>${texts.design.title}</h1></div>
<div class="specimens">${[...moneySpecimens(context), ...formSpecimens(context), ...listSpecimens(context)]}</div>`;
  return renderPage(context, {
    title: texts.design.title,
    body,
    scripts: ['amount', 'password', 'submitOnce'],
  });
}

function specimen(name: string, ...contents: readonly Content[]): Html {
  return html`<section class="specimen"><h2>${name}</h2>${contents}</section>`;
}

function moneySpecimens(context: PageContext): readonly Html[] {
  const { usual, huge, none, long, yen, dinar } = sampleMoney;
  return [
    specimen(
      'balance-card',
      html`<div class="balances">
${balanceCard(context, { available: usual, held: 1250, status: 'open', main: true })}
${balanceCard(context, { available: long, held: 0, status: 'open', main: false })}
${balanceCard(context, { available: dinar, held: 0, status: 'frozen', main: false })}
</div>`,
      html`<div class="balances">${balanceCard(context, { available: huge, held: 0, status: 'open', main: true })}</div>`,
    ),
    specimen(
      'action-row',
      actionRow(context.texts.home.actions, [
        { text: context.texts.home.send, path: '#', icon: 'send' },
        { text: context.texts.home.topUp, path: '#', icon: 'plus' },
        { text: context.texts.home.withdraw, path: '#', icon: 'bank' },
      ]),
    ),
    specimen(
      'money-text',
      html`<p class="row">${[usual, none, yen, dinar, huge].map(money => moneyText(context, money))}</p>`,
      html`<p class="row">${moneyChange(context, usual)} ${moneyChange(context, { ...usual, amount: -usual.amount })}</p>`,
      html`<p class="receipt-figure">${moneyFigure(context, usual)}</p>`,
    ),
    specimen(
      'balance-chart',
      balanceChart(
        context,
        sampleActivities(context.now)
          .toReversed()
          .map(({ at, change, balanceAfter }) => ({ at, balance: { ...change, amount: balanceAfter } })),
      ),
    ),
  ];
}

function formSpecimens(context: PageContext): readonly Html[] {
  const { texts } = context;
  const errors = { username: texts.error.usernameTaken, amount: texts.error.amount.empty };
  return [
    specimen(
      'button',
      html`<p class="row">${submitButton('primary')}${submitButton('secondary', { kind: 'secondary', icon: 'plus' })}
${submitButton('danger', { kind: 'danger' })}${linkButton('quiet', '#', { kind: 'quiet' })}</p>`,
    ),
    specimen('error-summary', errorSummary(context, errors)),
    specimen(
      'form-field',
      formField(context, {
        name: 'plain',
        label: texts.field.note,
        hint: texts.field.noteHint,
        optional: true,
      }),
      formField(context, {
        name: 'username',
        label: texts.field.username,
        value: 'mira',
        error: errors.username,
      }),
      formField(context, { name: 'password', label: texts.field.password, type: 'password' }),
      selectField({
        name: 'currency',
        label: texts.field.currency,
        options: [{ value: 'EUR', text: 'EUR' }],
      }),
    ),
    specimen(
      'amount-field',
      amountField(context, {
        currency: 'EUR',
        choices: [sampleMoney.usual, sampleMoney.yen],
        error: errors.amount,
      }),
    ),
    specimen('step-bar', stepBar(context, 2, 3)),
    specimen('person-picker', personPicker(context, sampleNames), personPicker(context, [])),
    specimen(
      'banner',
      ...(['info', 'success', 'warning', 'danger'] as const).map(kind =>
        banner({ kind, title: texts.error.notSent('8,00 €', '12,50 €'), text: kind }),
      ),
    ),
  ];
}

function listSpecimens(context: PageContext): readonly Html[] {
  const { texts } = context;
  const activities = sampleActivities(context.now);
  const facts = [
    { term: texts.receipt.to, value: 'mira.k' },
    {
      term: texts.receipt.reference,
      value: html`<span class="fact-code">${'0123456789abcdef'.repeat(2)}</span>`,
    },
    { term: texts.receipt.balanceAfter, value: moneyText(context, sampleMoney.huge), strong: true },
  ];
  return [
    specimen(
      'activity-list',
      html`<div class="card activity-card">${activityList(context, activities)}</div>`,
    ),
    specimen(
      'data-table',
      dataTable(
        'data-table',
        [
          { title: texts.history.what, cell: (money: Money) => money.currency },
          { title: texts.history.amount, numeric: true, cell: money => moneyText(context, money) },
        ],
        Object.values(sampleMoney),
      ),
      pagination(context, { newest: '#', older: '#' }),
    ),
    specimen('definition-list', html`<div class="card">${definitionList(facts)}</div>`),
    specimen(
      'receipt',
      receipt({
        headline: texts.receipt.sent('12,50 €', 'mira.k'),
        figure: moneyFigure(context, sampleMoney.usual),
        facts,
        actions: linkButton(texts.receipt.home, '#'),
      }),
    ),
    specimen(
      'empty-state',
      emptyState({
        icon: 'clock',
        title: texts.home.emptyTitle,
        text: texts.home.emptySandbox,
        action: linkButton(texts.home.topUp, '#'),
      }),
    ),
    specimen(
      'session-list',
      html`<div class="card">${sessionList(context, sampleSessions(context.now))}</div>`,
    ),
    specimen('avatar', html`<p class="row">${sampleNames.map(avatar)}</p>`),
  ];
}
