import { type Html, html } from '../html.ts';
import { formatMoney, type Money } from '../money.ts';
import type { PageContext } from '../page-context.ts';
import { describedBy, fieldError } from './form-field.ts';

export interface AmountField {
  readonly value?: string | undefined;
  readonly currency: string;
  /** What the person has in each currency there is to choose. */
  readonly choices: readonly Money[];
  readonly error?: string | undefined;
  readonly focus?: boolean;
}

/** The one big number of a form, with its currency. Amounts are typed as people write them. */
export function amountField(
  context: PageContext,
  { value, currency, choices, error, focus }: AmountField,
): Html {
  const { texts } = context;
  return html`<div class="field amount-field${error !== undefined && ' field-wrong'}">
<label for="amount">${texts.field.amount}</label>
${fieldError('amount', error)}
<div class="amount-box">
<input id="amount" name="amount" type="text" inputmode="decimal" autocomplete="off" required maxlength="40" placeholder="0" value="${value}"${focus && html` autofocus`} data-amount data-message="${texts.error.amount.not_a_number}"${describedBy({ name: 'amount', hint: 'yes', error })}>
${currencyChoice(context, currency, choices)}
</div>
<p class="field-hint" id="amount-hint">${choices.map(
    money =>
      html`<span data-currency="${money.currency}">${texts.send.youHave(formatMoney(context.locale, money))}</span>`,
  )}</p>
</div>`;
}

function currencyChoice({ texts }: PageContext, currency: string, choices: readonly Money[]): Html {
  if (choices.length < 2) {
    return html`<span class="amount-currency">${currency}</span><input type="hidden" name="currency" value="${currency}">`;
  }
  const selected = html` selected`;
  return html`<select class="amount-currency" name="currency" aria-label="${texts.field.currency}">
${choices.map(choice => html`<option${choice.currency === currency && selected}>${choice.currency}</option>`)}
</select>`;
}
