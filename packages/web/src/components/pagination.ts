import { type Content, html } from '../html.ts';
import { icon } from '../icons.ts';
import type { PageContext } from '../page-context.ts';

export interface Pagination {
  /** Path of the first page, absent on it. */
  readonly newest?: string | undefined;
  /** Path of the next page, absent on the last. */
  readonly older?: string | undefined;
}

/** Steps through a list that grows at its top, so there are no page numbers: they would move. */
export function pagination({ texts }: PageContext, { newest, older }: Pagination): Content {
  if (newest === undefined && older === undefined) return false;
  return html`<nav class="pagination" aria-label="${texts.history.pages}">
${newest !== undefined && html`<a class="button button-secondary" href="${newest}">${icon('back')}<span>${texts.history.newest}</span></a>`}
${older !== undefined && html`<a class="button button-secondary" href="${older}" rel="next"><span>${texts.history.older}</span>${icon('chevron')}</a>`}
</nav>`;
}
