import { type AccessClaims, ProblemError } from '@fintech/contracts';
import type { onRequestHookHandler } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { TokenVerifier } from './token-verifier.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** `onRequest` hook: only a request with a valid `Authorization: Bearer` passes; it then has `claims`. */
    requireBearer: onRequestHookHandler;
  }
  interface FastifyRequest {
    /** Set by `requireBearer`. */
    bearerClaims: AccessClaims | undefined;
    /** Whom the request acts for. Reading it on a route without `requireBearer` throws. */
    readonly claims: AccessClaims;
  }
}

export interface BearerAuthenticationOptions {
  readonly verifier: TokenVerifier;
}

const bearer = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** The API door: it takes bearer tokens and nothing else, so a browser cannot be tricked into using it. */
export const bearerAuthentication = fastifyPlugin<BearerAuthenticationOptions>(
  async (app, { verifier }) => {
    app.decorateRequest('bearerClaims', undefined);
    app.decorateRequest('claims', {
      getter() {
        if (this.bearerClaims === undefined) throw new Error('The route reads claims without requireBearer.');
        return this.bearerClaims;
      },
    });
    app.decorate('requireBearer', requireBearer(verifier));
  },
  { name: 'bearer-authentication' },
);

/** With callbacks instead of a promise, so that a known token costs no extra turn of the event loop. */
function requireBearer(verifier: TokenVerifier): onRequestHookHandler {
  return (request, _reply, done) => {
    const token = bearer.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return done(new ProblemError('unauthenticated'));
    const known = verifier.verifySync(token);
    if (known !== undefined) {
      request.bearerClaims = known;
      return done();
    }
    verifier.verify(token).then(claims => {
      request.bearerClaims = claims;
      done();
    }, done);
  };
}
