import { type Html, html } from '../html.ts';
import { type IconName, icon } from '../icons.ts';

export interface Action {
  readonly text: string;
  readonly path: string;
  readonly icon: IconName;
}

/** What can be done here; the first action is the primary one. */
export function actionRow(label: string, actions: readonly Action[]): Html {
  return html`<nav class="action-row" aria-label="${label}"><ul>
${actions.map(
  ({ text, path, icon: name }) =>
    html`<li><a class="action" href="${path}"><span class="action-icon">${icon(name)}</span><span>${text}</span></a></li>`,
)}
</ul></nav>`;
}
