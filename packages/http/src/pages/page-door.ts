import cookie from '@fastify/cookie';
import type { IdentityGateway } from '@fintech/contracts';
import { designPage } from '@fintech/web';
import fastifyPlugin from 'fastify-plugin';
import type { RevocationList } from '../tokens/revocation-list.ts';
import type { TokenVerifier } from '../tokens/token-verifier.ts';
import { addAccess } from './access.ts';
import { assetRoutes } from './asset-routes.ts';
import { acceptForms } from './form.ts';
import { addFormTokens } from './form-tokens.ts';
import { PageCookies } from './page-cookies.ts';
import { addReplies, type ReplyOptions } from './replies.ts';
import { sendProblemPage } from './send-problem-page.ts';
import { sessionRoutes } from './session-routes.ts';

export interface PageDoorOptions extends ReplyOptions {
  readonly gateway: Pick<IdentityGateway, 'refresh' | 'logOut'>;
  readonly verifier: Pick<TokenVerifier, 'verify'>;
  readonly revocations: Pick<RevocationList, 'vouchFor'>;
  /** Whether browsers reach us in a way that lets them keep Secure cookies. */
  readonly secureCookies: boolean;
  /** 32 secret bytes, the same on every replica. */
  readonly csrfKey: Buffer;
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
    await addFormTokens(app, cookies, options.csrfKey);
    acceptForms(app);
    addReplies(app, cookies, options);
    addAccess(app, cookies, options);
    app.setErrorHandler(sendProblemPage);
    await app.register(sessionRoutes, { ...options, cookies });
    if (options.sandbox) {
      app.get('/design', async (_request, reply) => reply.html(designPage(reply.pageContext())));
    }
  },
  { name: 'page-door' },
);
