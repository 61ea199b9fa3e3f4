import type { IdentityGateway } from '@fintech/contracts';
import { isLocale } from '@fintech/web';
import type { FastifyPluginAsync } from 'fastify';
import { requestOrigin } from '../tokens/request-origin.ts';
import { queryOf } from './form.ts';
import { localPath } from './local-path.ts';
import { languageCookie, type PageCookies } from './page-cookies.ts';

export interface SessionRoutesOptions {
  readonly gateway: Pick<IdentityGateway, 'logOut'>;
  readonly cookies: PageCookies;
  readonly logInPath: string;
}

const aYear = 365 * 24 * 3600;

/** What the frame around every page needs: log-out and the language switch. */
export const sessionRoutes: FastifyPluginAsync<SessionRoutesOptions> = async (app, options) => {
  const { gateway, cookies, logInPath } = options;

  /** When the session cannot be ended now, the cookies stay, so that it can be tried again. */
  app.post('/log_out', async (request, reply) => {
    const { refresh } = cookies.readTokens(request);
    if (refresh !== undefined) await gateway.logOut(refresh, requestOrigin(request));
    cookies.clearTokens(reply);
    return reply.redirect(`${logInPath}?logged_out=1`, 303);
  });

  app.get('/lang', async (request, reply) => {
    const query = queryOf(request);
    const language = query.get('to');
    if (isLocale(language)) {
      reply.setCookie(languageCookie, language, { ...cookies.attributes, maxAge: aYear });
    }
    return reply.redirect(localPath(query.filled('next'), '/'), 303);
  });
};
