import { type Html, html } from '../html.ts';
import { formatMoney, type Money, moneyParts } from '../money.ts';
import type { PageContext } from '../page-context.ts';

/** An amount in a line of text or a table. */
export function moneyText({ locale }: PageContext, money: Money): Html {
  return html`<span class="money">${formatMoney(locale, money)}</span>`;
}

/** A change of a balance: the sign and the words of the line tell its direction, colour only helps. */
export function moneyChange({ locale }: PageContext, money: Money): Html {
  const direction = money.amount < 0 ? 'out' : 'in';
  return html`<span class="money money-${direction}">${formatMoney(locale, money, 'always')}</span>`;
}

/** The figure of a page: cents and currency smaller than the rest, and all of it smaller where it is long. */
export function moneyFigure({ locale }: PageContext, money: Money): Html {
  const parts = moneyParts(locale, money);
  const spans = parts.map(({ kind, text }) =>
    kind === 'rest' ? html`${text}` : html`<span class="figure-${kind}">${text}</span>`,
  );
  const length = parts.reduce((sum, { text }) => sum + text.length, 0);
  return html`<span class="figure${sizeClass(length)}">${spans}</span>`;
}

/** `length`: characters of the whole figure. The style sheet knows how many of them fit a line at each size. */
function sizeClass(length: number): string {
  if (length > 17) return ' figure-longest';
  return length > 12 ? ' figure-long' : '';
}
