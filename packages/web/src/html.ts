import { html as escapeInto } from 'ghtml';

/** Markup that is safe to put into a page as it is. Only {@link html} and {@link trusted} make it. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** What a template may hold: text is escaped, markup is not, `undefined` and `false` leave no trace. */
export type Content = Html | string | number | false | undefined | readonly Content[];

/**
 * Builds markup. Every value is escaped unless it is markup itself, so there is no syntax by which a text could slip in
 * unescaped. Attribute values must stand in double quotes.
 *
 * @example html`<a href="${path}">${name}</a>`
 */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Html {
  let markup = literals[0] ?? '';
  values.forEach((value, index) => {
    markup += render(value) + (literals[index + 1] ?? '');
  });
  return new Html(markup);
}

/** Markup that we wrote ourselves, such as an icon. Never give it anything that came from outside. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

export const nothing: Html = new Html('');

function render(value: Content): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(render).join('');
  return escapeInto`${value}`;
}
