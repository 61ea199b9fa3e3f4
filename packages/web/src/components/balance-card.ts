import { type Html, html } from '../html.ts';
import { formatMoney, type Money } from '../money.ts';
import type { PageContext } from '../page-context.ts';
import { moneyFigure } from './money-text.ts';

export interface BalanceCard {
  readonly available: Money;
  /** Minor units that are set aside. */
  readonly held: number;
  readonly status: 'open' | 'frozen' | 'closed';
  /** The first card of the page is the large one. */
  readonly main: boolean;
}

/** What a person has in one currency, with money set aside told apart. */
export function balanceCard(context: PageContext, { available, held, status, main }: BalanceCard): Html {
  const { texts, locale } = context;
  const { currency } = available;
  return html`<section class="balance-card${main && ' balance-card-main'}" aria-labelledby="balance-${currency}">
<h2 class="balance-label" id="balance-${currency}"><span class="currency-badge">${currency}</span>${texts.home.available}</h2>
<p class="balance-figure">${moneyFigure(context, available)}</p>
${held > 0 && html`<p class="balance-note">${texts.home.held(formatMoney(locale, { ...available, amount: held }))}</p>`}
${status !== 'open' && html`<p class="balance-note">${texts.home[status]}</p>`}
</section>`;
}
