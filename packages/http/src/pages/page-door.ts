import cookie from '@fastify/cookie';
import csrfProtection from '@fastify/csrf-protection';
import {
  type AccessClaims,
  type IdentityGateway,
  ProblemError,
  problems,
  type SessionTokens,
} from '@fintech/contracts';
import type { Clock } from '@fintech/ports';
import { chooseLocale, designPage, type PageContext, type ServiceOrigins, texts } from '@fintech/web';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { toProblem } from '../problem-handler.ts';
import type { RevocationList } from '../tokens/revocation-list.ts';
import type { TokenVerifier } from '../tokens/token-verifier.ts';
import { assetRoutes } from './asset-routes.ts';
import { isSafe, refuseCrossSite } from './cross-site.ts';
import { acceptForms, formOf } from './form.ts';
import { htmlHeaders } from './html-headers.ts';
import { logInPage } from './log-in-page.ts';
import { PageCookies } from './page-cookies.ts';
import { problemPage } from './problem-page.ts';
import { sessionRoutes } from './session-routes.ts';
import { Visitors } from './visitors.ts';

export interface PageDoorOptions {
  readonly gateway: Pick<IdentityGateway, 'refresh' | 'logOut'>;
  readonly verifier: Pick<TokenVerifier, 'verify'>;
  readonly revocations: Pick<RevocationList, 'fresh'>;
  readonly clock: Clock;
  /** Whether browsers reach us in a way that lets them keep Secure cookies. */
  readonly secureCookies: boolean;
  /** 32 secret bytes, the same on every replica. */
  readonly csrfKey: Buffer;
  readonly sandbox: boolean;
  readonly origins: ServiceOrigins;
  /** The log-in page of this origin. */
  readonly logInPath: string;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** `onRequest` hook: only people who are logged in pass; others are led to the log-in. */
    requirePerson: onRequestAsyncHookHandler;
  }
  interface FastifyRequest {
    /** Who visits the page; `undefined` for a stranger. */
    visitor: AccessClaims | undefined;
    /** The same on a route with `requirePerson`. */
    readonly person: AccessClaims;
  }
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

/**
 * The door for browsers. Everything registered in the same scope is a page: it knows its visitor by HttpOnly cookies,
 * takes forms only, refuses forms from elsewhere, and answers problems with a page. Bearer tokens mean nothing here.
 */
export const pageDoor = fastifyPlugin<PageDoorOptions>(
  async (app, options) => {
    const cookies = new PageCookies(options.secureCookies);
    // Assets come first, so that no hook of the pages slows them down.
    await app.register(assetRoutes);
    await app.register(cookie);
    await addCsrfProtection(app, cookies, options.csrfKey);
    acceptForms(app);
    addReplies(app, cookies, options);
    addVisitors(app, cookies, options);
    app.setErrorHandler((error: Error, request, reply) => sendProblemPage(error, request, reply));
    await app.register(sessionRoutes, { ...options, cookies });
    if (options.sandbox)
      app.get('/design', async (_request, reply) => reply.html(designPage(reply.pageContext())));
    addNotFound(app);
  },
  { name: 'page-door' },
);

/** Every form carries a token that is bound to the session, or for strangers to their browser. */
async function addCsrfProtection(app: FastifyInstance, cookies: PageCookies, hmacKey: Buffer): Promise<void> {
  await app.register(csrfProtection, {
    cookieKey: cookies.names.csrf,
    cookieOpts: cookies.attributes,
    csrfOpts: { userInfo: true, hmacKey },
    getUserInfo: csrfSubject,
    getToken: request => formOf(request).get('_csrf'),
    logLevel: 'debug',
  });
  app.addHook('preHandler', (request, reply, done) => {
    if (isSafe(request)) done();
    else app.csrfProtection(request, reply, done);
  });
}

const csrfSubject = (request: FastifyRequest): string => request.visitor?.sid ?? 'stranger';

function addVisitors(app: FastifyInstance, cookies: PageCookies, options: PageDoorOptions): void {
  const { gateway, verifier, revocations, logInPath } = options;
  const visitors = new Visitors({ gateway, verifier, cookies });
  app.decorateRequest('visitor', undefined);
  app.decorateRequest('person', {
    getter() {
      if (this.visitor === undefined) throw new Error('The route reads the person without requirePerson.');
      return this.visitor;
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    refuseCrossSite(request);
    request.visitor = await visitors.identify(request, reply);
  });
  app.decorate('requirePerson', async (request, reply) => {
    if (request.visitor === undefined) {
      if (!isSafe(request)) throw new ProblemError('unauthenticated');
      return reply.redirect(`${logInPath}?next=${encodeURIComponent(request.url)}`, 303);
    }
    // Money does not move on the word of a session that may have ended.
    if (!isSafe(request) && !revocations.fresh())
      throw new ProblemError('unavailable', { retryAfterSeconds: 1 });
  });
}

function addReplies(app: FastifyInstance, cookies: PageCookies, options: PageDoorOptions): void {
  const { clock, sandbox, origins, logInPath } = options;
  app.decorateReply('pageContext', function pageContext() {
    const { request } = this;
    const locale = chooseLocale(request.cookies[cookies.names.language], request.headers['accept-language']);
    return {
      locale,
      texts: texts[locale],
      now: clock.now(),
      path: isSafe(request) ? request.url : '/',
      csrfToken: this.generateCsrf({ ...cookies.attributes, userInfo: csrfSubject(request) }),
      person: request.visitor,
      sandbox,
      origins,
      logInPath,
    };
  });
  app.decorateReply('html', function html(page) {
    return this.headers(htmlHeaders).type('text/html; charset=utf-8').send(page);
  });
  app.decorateReply('setSession', function setSession(tokens) {
    cookies.setTokens(this, tokens);
  });
  app.decorateReply('homePath', () => `${origins.transaction}/transaction/session`);
}

/** Answers a problem with a page; only what is our own fault is logged as an error. */
function sendProblemPage(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toPageProblem(error);
  const { status } = problems[problem.code];
  if (status >= 500) request.log.error({ err: error }, 'page failed');
  const { retryAfterSeconds } = problem.details;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  const context = reply.code(status).pageContext();
  if (problem.code !== 'unauthenticated') return reply.html(problemPage(context, problem, request.id));
  const notice = { kind: 'info', text: context.texts.logIn.again } as const;
  return reply.html(logInPage(context, { next: reply.homePath(), notice }));
}

function toPageProblem(error: Error): ProblemError {
  const isCsrf = 'code' in error && String(error.code).startsWith('FST_CSRF_');
  return isCsrf ? new ProblemError('csrf_rejected') : toProblem(error);
}

/** People get a page for a wrong address, programs the problem document that the API gives. */
function addNotFound(app: FastifyInstance): void {
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    if (request.headers.accept?.includes('text/html')) throw new ProblemError('not_found');
    return reply.callNotFound();
  });
}
