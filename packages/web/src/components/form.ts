import { type Content, type Html, html } from '../html.ts';
import type { PageContext } from '../page-context.ts';

export interface Form {
  readonly action: string;
  readonly body: Content;
  /** Changes nothing, so it may be a GET: a search or a step of a longer form. */
  readonly get?: boolean;
  readonly className?: string;
  /** Hidden fields by name. */
  readonly hidden?: Readonly<Record<string, string>>;
}

/** A form. The server checks everything and says it better than the browser, hence `novalidate`. */
export function form(context: PageContext, { action, body, get, className, hidden = {} }: Form): Html {
  const fields = Object.entries(hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form class="form ${className}" method="${get ? 'get' : 'post'}" action="${action}" novalidate data-submit-once>
${get ? false : csrfField(context)}${fields}${body}
</form>`;
}

/** Proof that the form comes from our page. */
export function csrfField({ csrfToken }: PageContext): Html {
  return html`<input type="hidden" name="_csrf" value="${csrfToken}">`;
}
