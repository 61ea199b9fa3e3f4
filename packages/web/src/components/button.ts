import { type Html, html } from '../html.ts';
import { type IconName, icon } from '../icons.ts';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

export interface ButtonOptions {
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
  /** As wide as the form. */
  readonly wide?: boolean;
}

/** Submits the form around it. A page has one primary button. */
export function submitButton(text: string, options: ButtonOptions = {}): Html {
  return html`<button class="${classes(options)}" type="submit">${contents(text, options)}</button>`;
}

/** Looks like a button and leads to another page. */
export function linkButton(text: string, path: string, options: ButtonOptions = {}): Html {
  return html`<a class="${classes(options)}" href="${path}">${contents(text, options)}</a>`;
}

const classes = ({ kind = 'primary', wide }: ButtonOptions): string =>
  `button button-${kind}${wide ? ' button-wide' : ''}`;

const contents = (text: string, options: ButtonOptions): Html =>
  html`${options.icon !== undefined && icon(options.icon)}<span>${text}</span>`;
