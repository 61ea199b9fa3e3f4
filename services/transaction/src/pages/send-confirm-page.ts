import {
  avatar,
  banner,
  definitionList,
  errorSummary,
  form,
  formatMoney,
  formField,
  html,
  icon,
  type Money,
  moneyFigure,
  type PageContext,
  renderPage,
  stepBar,
  submitButton,
} from '@fintech/web';

export interface SendConfirmPage {
  readonly recipient: string;
  readonly amount: Money;
  /** What the sender has now. */
  readonly available: Money;
  readonly description?: string;
  readonly noteError?: string | undefined;
  /** Why it was not carried out a moment ago. */
  readonly refusal?: string | undefined;
  /** Idempotency key. */
  readonly key: string;
}

/** Third step: everything once more, then the one button that moves money. */
export function sendConfirmPage(context: PageContext, page: SendConfirmPage): string {
  const { texts } = context;
  const { recipient, amount, description, noteError, refusal, key } = page;
  const back = `/transaction/send?to=${encodeURIComponent(recipient)}&currency=${amount.currency}`;
  const note = formField(context, {
    name: 'description',
    label: texts.field.note,
    hint: texts.field.noteHint,
    value: description,
    error: noteError,
    autocomplete: 'off',
    maxLength: 140,
    optional: true,
  });
  const send = submitButton(texts.send.submit(formatMoney(context.locale, amount)), {
    wide: true,
    icon: 'send',
  });
  const body = html`<div class="stack">
<div class="page-head"><a class="back-link" href="${back}">${icon('back')}${texts.nav.back}</a>
${stepBar(context, 3, 3)}<h1>${texts.send.confirm}</h1></div>
${refusal !== undefined && banner({ kind: 'danger', title: refusal })}
${errorSummary(context, noteError === undefined ? {} : { description: noteError })}
<div class="card stack">
<p class="receipt-figure">${moneyFigure(context, amount)}</p>
${facts(context, page)}
${form(context, {
  action: '/transaction/send',
  hidden: { key, to: recipient, currency: amount.currency, minor_units: String(amount.amount) },
  body: html`${note}${send}`,
})}</div>
</div>`;
  return renderPage(context, {
    title: texts.send.confirm,
    body,
    width: 'narrow',
    section: 'send',
    scripts: ['submitOnce'],
  });
}

function facts({ texts, locale }: PageContext, { recipient, amount, available }: SendConfirmPage) {
  const left = { ...available, amount: available.amount - amount.amount };
  return definitionList([
    {
      term: texts.send.to,
      value: html`<span class="fact-person">${avatar(recipient)}<bdi>${recipient}</bdi></span>`,
    },
    { term: texts.send.theyGet(recipient), value: formatMoney(locale, amount) },
    { term: texts.send.fee, value: texts.send.noFee },
    { term: texts.send.arrives, value: texts.send.atOnce },
    { term: texts.send.left, value: left.amount >= 0 && formatMoney(locale, left), strong: true },
  ]);
}
