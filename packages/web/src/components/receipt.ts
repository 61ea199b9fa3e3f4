import { type Content, type Html, html } from '../html.ts';
import { icon } from '../icons.ts';
import { type Definition, definitionList } from './definition-list.ts';

export interface Receipt {
  /** What happened, in one sentence. */
  readonly headline: string;
  readonly figure: Content;
  readonly facts: readonly Definition[];
  readonly actions: Content;
}

/** Proof of one transaction. */
export function receipt({ headline, figure, facts, actions }: Receipt): Html {
  return html`<article class="receipt">
<header class="receipt-head">
<span class="receipt-seal">${icon('check')}</span>
<h1 class="receipt-title">${headline}</h1>
<p class="receipt-figure">${figure}</p>
</header>
<div class="receipt-facts">${definitionList(facts)}</div>
<footer class="receipt-actions">${actions}</footer>
</article>`;
}
