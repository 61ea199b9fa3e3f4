import { type Content, type Html, html } from '../html.ts';

export interface Definition {
  readonly term: string;
  readonly value: Content;
  /** The line that counts. */
  readonly strong?: boolean;
}

/** Facts of one thing, each with its name. Facts without a value are left out. */
export function definitionList(items: readonly Definition[]): Html {
  return html`<dl class="facts">${items
    .filter(({ value }) => value !== undefined && value !== false && value !== '')
    .map(
      ({ term, value, strong }) =>
        html`<div${strong && html` class="fact-strong"`}><dt>${term}</dt><dd>${value}</dd></div>`,
    )}</dl>`;
}
