import { type Locale, type PageContext, texts } from '../src/index.ts';

export const now = Date.parse('2026-03-10T12:00:00Z');

export function pageContext(locale: Locale = 'en', username = 'ana.lopez'): PageContext {
  return {
    locale,
    texts: texts[locale],
    now,
    path: '/transaction/session',
    csrfToken: 'token',
    person: { username },
    sandbox: true,
    origins: { auth: '', transaction: '' },
    logInPath: '/auth/login_form',
  };
}
