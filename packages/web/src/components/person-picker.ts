import { type Html, html } from '../html.ts';
import { icon } from '../icons.ts';
import type { PageContext } from '../page-context.ts';
import { avatar } from './avatar.ts';

/** People paid before, one tap each. */
export function personPicker({ texts }: PageContext, names: readonly string[]): Html {
  if (names.length === 0) return html`<p class="hint">${texts.send.noPeople}</p>`;
  return html`<section class="people" aria-labelledby="recent-people">
<h2 class="section-title" id="recent-people">${texts.send.recent}</h2>
<ul>${names.map(
    name =>
      html`<li><a class="person" href="/transaction/send?to=${encodeURIComponent(name)}">${avatar(name)}<bdi>${name}</bdi>${icon('chevron')}</a></li>`,
  )}</ul>
</section>`;
}
