import { type Content, html } from '../html.ts';
import { icon } from '../icons.ts';
import type { PageContext } from '../page-context.ts';
import type { FieldErrors } from './form-field.ts';

/** Everything that is wrong with a form, on top of it, with links to the fields. */
export function errorSummary({ texts }: PageContext, errors: FieldErrors): Content {
  const items = Object.entries(errors);
  if (items.length === 0) return false;
  return html`<div class="banner banner-danger" role="alert" tabindex="-1">
${icon('alert')}<div><h2 class="banner-title">${texts.error.summary}</h2>
<ul class="error-list">${items.map(([name, error]) => html`<li><a href="#${name}">${error}</a></li>`)}</ul></div>
</div>`;
}
