import type { AccountView } from '@fintech/contracts';
import {
  amountField,
  banner,
  editableAmount,
  errorSummary,
  form,
  formatMoney,
  type Html,
  html,
  icon,
  linkButton,
  type PageContext,
  renderPage,
  submitButton,
} from '@fintech/web';
import { availableIn, toMoney } from './money.ts';

export interface CashPage {
  readonly kind: 'top_up' | 'withdraw';
  readonly accounts: readonly AccountView[];
  readonly currency: string;
  /** As typed. */
  readonly typed?: string | undefined;
  readonly error?: string | undefined;
  /** Why it was not carried out a moment ago. */
  readonly refusal?: string | undefined;
  /** Idempotency key. */
  readonly key: string;
}

/** Play money in or out. */
export function cashPage(context: PageContext, page: CashPage): string {
  const { kind, accounts, currency, typed, error, refusal, key } = page;
  const words = wordsOf(context, kind);
  const amount = amountField(context, {
    currency,
    choices: accounts.map(availableIn),
    value: typed,
    error,
    focus: true,
  });
  const body = html`<div class="stack">
<div class="page-head"><a class="back-link" href="/transaction/session">${icon('back')}${context.texts.nav.back}</a>
<h1>${words.title}</h1><p>${words.lead}</p></div>
${refusal !== undefined && banner({ kind: 'danger', title: refusal })}
${errorSummary(context, error === undefined ? {} : { amount: error })}
<div class="card">${form(context, {
    action: `/transaction/${kind}`,
    hidden: { key },
    body: html`${amount}${kind === 'top_up' && quickAmounts(context, currency)}${submitButton(words.submit, { wide: true })}`,
  })}</div>
</div>`;
  return renderPage(context, {
    title: words.title,
    body,
    width: 'narrow',
    scripts: ['amount', 'submitOnce'],
  });
}

function wordsOf({ texts: { cash } }: PageContext, kind: CashPage['kind']) {
  return kind === 'top_up'
    ? { title: cash.topUpTitle, lead: cash.topUpLead, submit: cash.topUpSubmit }
    : { title: cash.withdrawTitle, lead: cash.withdrawLead, submit: cash.withdrawSubmit };
}

/** Round amounts that fill the field: links, so they work without scripts. */
function quickAmounts(context: PageContext, currency: string): Html {
  const { exponent } = toMoney(0, currency);
  // Without cents a unit is worth about as little as a cent elsewhere.
  const unit = 10 ** (exponent === 0 ? 2 : exponent);
  const links = [20, 100, 500].map(units => {
    const money = toMoney(units * unit, currency);
    const typed = encodeURIComponent(editableAmount(context.locale, money));
    return linkButton(formatMoney(context.locale, money), `?currency=${currency}&amount=${typed}`, {
      kind: 'secondary',
    });
  });
  return html`<nav class="quick-amounts" aria-label="${context.texts.cash.quick}">${links}</nav>`;
}
