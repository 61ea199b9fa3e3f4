import { type AccessClaims, ProblemError } from '@fintech/contracts';
import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import type { RevocationList } from '../tokens/revocation-list.ts';
import { isSafe, refuseCrossSite } from './cross-site.ts';
import type { PageCookies } from './page-cookies.ts';
import { Visitors, type VisitorsOptions } from './visitors.ts';

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
}

export interface AccessOptions extends Pick<VisitorsOptions, 'gateway' | 'verifier'> {
  readonly revocations: Pick<RevocationList, 'vouchFor'>;
  readonly logInPath: string;
}

/** Tells every page who visits it. */
export function addAccess(app: FastifyInstance, cookies: PageCookies, options: AccessOptions): void {
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
    if (!isSafe(request)) await revocations.vouchFor(request.visitor.sid);
  });
}
