import type { SessionTokens } from '@fintech/contracts';
import type { Clock } from '@fintech/ports';
import { chooseLocale, type PageContext, type ServiceOrigins, texts } from '@fintech/web';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isSafe } from './cross-site.ts';
import { tokenSubject } from './form-tokens.ts';
import { htmlHeaders } from './html-headers.ts';
import { languageCookie, type PageCookies } from './page-cookies.ts';

declare module 'fastify' {
  interface FastifyReply {
    /** What the components need to know about the visitor and the moment. */
    pageContext(): PageContext;
    /** Sends a page. */
    html(page: string): FastifyReply;
    /** Logs the visitor in. */
    setSession(tokens: SessionTokens): void;
    /** The first page of somebody who is logged in. */
    homePath(): string;
  }
}

export interface ReplyOptions {
  readonly clock: Clock;
  /** Money is play money. */
  readonly sandbox: boolean;
  readonly origins: ServiceOrigins;
  /** The log-in page of this origin. */
  readonly logInPath: string;
}

/** What routes of pages answer with. */
export function addReplies(app: FastifyInstance, cookies: PageCookies, options: ReplyOptions): void {
  app.decorateReply('pageContext', function pageContext() {
    const { request } = this;
    return {
      ...strangerContext(request, request.cookies[languageCookie], options),
      csrfToken: this.generateCsrf({ ...cookies.attributes, userInfo: tokenSubject(request) }),
      person: request.visitor,
    };
  });
  app.decorateReply('html', function html(page) {
    return sendHtml(this, page);
  });
  app.decorateReply('setSession', function setSession(tokens) {
    cookies.setTokens(this, tokens);
  });
  app.decorateReply('homePath', () => `${options.origins.transaction}/transaction/session`);
}

/** The context of a page without forms, for a visitor whom nobody has asked who they are. */
export function strangerContext(
  request: FastifyRequest,
  language: string | undefined,
  { clock, sandbox, origins, logInPath }: ReplyOptions,
): PageContext {
  const locale = chooseLocale(language, request.headers['accept-language']);
  return {
    locale,
    texts: texts[locale],
    now: clock.now(),
    path: isSafe(request) ? request.url : '/',
    csrfToken: '',
    person: undefined,
    sandbox,
    origins,
    logInPath,
  };
}

export function sendHtml(reply: FastifyReply, page: string): FastifyReply {
  return reply.headers(htmlHeaders).type('text/html; charset=utf-8').send(page);
}
