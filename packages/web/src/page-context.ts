import type { Texts } from './i18n/texts.ts';
import type { Locale } from './locale.ts';

/** Where the services are, as prefixes of their paths: empty when they share this origin. */
export interface ServiceOrigins {
  readonly auth: string;
  readonly transaction: string;
}

/** Everything about the reader and the moment that any part of a page may need. */
export interface PageContext {
  readonly locale: Locale;
  readonly texts: Texts;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Local path and query of this page: where the language switch leads back to. */
  readonly path: string;
  /** Goes into every form as `_csrf`. */
  readonly csrfToken: string;
  /** Who is logged in. */
  readonly person: { readonly username: string } | undefined;
  /** Money is play money. */
  readonly sandbox: boolean;
  readonly origins: ServiceOrigins;
  /** Log-in page of this origin. */
  readonly logInPath: string;
}
