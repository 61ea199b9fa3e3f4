import {
  banner,
  form,
  formatTags,
  html,
  icon,
  type PageContext,
  renderPage,
  selectField,
  submitButton,
} from '@fintech/web';

export interface CurrencyPage {
  /** ISO 4217 codes. */
  readonly offered: readonly string[];
  readonly refusal?: string;
  /** Idempotency key. */
  readonly key: string;
}

export function currencyPage(context: PageContext, { offered, refusal, key }: CurrencyPage): string {
  const { texts, locale } = context;
  const names = new Intl.DisplayNames(formatTags[locale], { type: 'currency' });
  const options = offered.map(code => ({ value: code, text: `${code} — ${names.of(code) ?? code}` }));
  const choice = selectField({ name: 'currency', label: texts.field.currency, options });
  const body = html`<div class="stack">
<div class="page-head"><a class="back-link" href="/transaction/session">${icon('back')}${texts.nav.back}</a>
<h1>${texts.currency.title}</h1><p>${texts.currency.lead}</p></div>
${refusal !== undefined && banner({ kind: 'danger', title: refusal })}
<div class="card">${form(context, {
    action: '/transaction/accounts/new',
    hidden: { key },
    body: html`${choice}${submitButton(texts.currency.submit, { wide: true })}`,
  })}</div>
</div>`;
  return renderPage(context, { title: texts.currency.title, body, width: 'narrow', scripts: ['submitOnce'] });
}
