import { type Content, type Html, html } from '../html.ts';
import { type IconName, icon } from '../icons.ts';

export interface EmptyState {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  /** What to do next. */
  readonly action?: Content;
}

/** Where a list would be: says why there is none and teaches the next step. */
export function emptyState({ icon: name, title, text, action }: EmptyState): Html {
  return html`<div class="empty">
<span class="empty-icon">${icon(name)}</span>
<p class="empty-title">${title}</p>
<p>${text}</p>
${action}
</div>`;
}
