import { type Html, html } from '../html.ts';
import type { PageContext } from '../page-context.ts';

/** How far along a short form the reader is. */
export function stepBar({ texts }: PageContext, step: number, of: number): Html {
  return html`<p class="steps"><progress max="${of}" value="${step}" aria-hidden="true"></progress><span>${texts.send.step(step, of)}</span></p>`;
}
