import csrfProtection from '@fastify/csrf-protection';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isSafe } from './cross-site.ts';
import { formOf } from './form.ts';
import type { PageCookies } from './page-cookies.ts';

/** Every form carries a token that is bound to the session, or for strangers to their browser. */
export async function addFormTokens(
  app: FastifyInstance,
  cookies: PageCookies,
  hmacKey: Buffer,
): Promise<void> {
  await app.register(csrfProtection, {
    cookieKey: cookies.names.csrf,
    cookieOpts: cookies.attributes,
    csrfOpts: { userInfo: true, hmacKey },
    getUserInfo: tokenSubject,
    getToken: request => formOf(request).get('_csrf'),
    logLevel: 'debug',
  });
  app.addHook('preHandler', (request, reply, done) => {
    if (isSafe(request)) done();
    else app.csrfProtection(request, reply, done);
  });
}

/** Whose forms the tokens of a page are good for. */
export const tokenSubject = (request: FastifyRequest): string => request.visitor?.sid ?? 'stranger';
