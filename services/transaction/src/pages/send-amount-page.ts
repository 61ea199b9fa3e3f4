import type { AccountView } from '@fintech/contracts';
import {
  amountField,
  errorSummary,
  form,
  html,
  icon,
  type PageContext,
  renderPage,
  stepBar,
  submitButton,
} from '@fintech/web';
import { availableIn } from './money.ts';

export interface SendAmountPage {
  readonly recipient: string;
  readonly accounts: readonly AccountView[];
  readonly currency: string;
  /** As typed. */
  readonly typed?: string | undefined;
  readonly error?: string | undefined;
  /** Idempotency key, on its way to the last step. */
  readonly key: string;
}

/** Second step: how much. */
export function sendAmountPage(context: PageContext, page: SendAmountPage): string {
  const { texts } = context;
  const { recipient, accounts, currency, typed, error, key } = page;
  const amount = amountField(context, {
    currency,
    choices: accounts.map(availableIn),
    value: typed,
    error,
    focus: true,
  });
  const body = html`<div class="stack">
<div class="page-head"><a class="back-link" href="/transaction/send">${icon('back')}${texts.nav.back}</a>
${stepBar(context, 2, 3)}<h1>${texts.send.howMuch(recipient)}</h1></div>
${errorSummary(context, error === undefined ? {} : { amount: error })}
<div class="card">${form(context, {
    action: '/transaction/send',
    get: true,
    hidden: { to: recipient, key },
    body: html`${amount}${submitButton(texts.send.next, { wide: true })}`,
  })}</div>
</div>`;
  return renderPage(context, {
    title: texts.send.title,
    body,
    width: 'narrow',
    section: 'send',
    scripts: ['amount'],
  });
}
