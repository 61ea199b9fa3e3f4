import { formatExactly, formatWhen } from '../dates.ts';
import { type Html, html } from '../html.ts';
import type { PageContext } from '../page-context.ts';

/** Near times are relative; the exact one is on hover and for machines. */
export function time({ locale, now }: PageContext, iso: string, text = formatWhen(locale, iso, now)): Html {
  return html`<time datetime="${iso}" title="${formatExactly(locale, iso)}">${text}</time>`;
}
