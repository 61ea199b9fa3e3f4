import type { SessionTokens } from '@fintech/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Remembers the chosen language; nothing about a person. */
export const languageCookie = 'lang';

/** Sets and reads the cookies of the pages. */
export class PageCookies {
  readonly names: {
    readonly access: string;
    readonly refresh: string;
    readonly csrf: string;
  };
  /** What all of them share. Lax: links from elsewhere keep people logged in, forms from elsewhere do not. */
  readonly attributes: {
    readonly path: '/';
    readonly httpOnly: true;
    readonly secure: boolean;
    readonly sameSite: 'lax';
  };

  /**
   * @param secure true wherever browsers send Secure cookies: https, and http on localhost. The `__Host-` prefix keeps
   *   other hosts of the same domain from setting these cookies, and browsers tie it to Secure.
   */
  constructor(secure: boolean) {
    const prefix = secure ? '__Host-' : '';
    this.names = { access: `${prefix}access`, refresh: `${prefix}refresh`, csrf: `${prefix}csrf` };
    this.attributes = { path: '/', httpOnly: true, secure, sameSite: 'lax' };
  }

  readTokens(request: FastifyRequest): { readonly access?: string; readonly refresh?: string } {
    const access = request.cookies[this.names.access];
    const refresh = request.cookies[this.names.refresh];
    return { ...(access === undefined ? {} : { access }), ...(refresh === undefined ? {} : { refresh }) };
  }

  /** Each cookie lives as long as its token. */
  setTokens(reply: FastifyReply, tokens: SessionTokens): void {
    const { access, refresh } = this.names;
    reply.setCookie(access, tokens.access_token, { ...this.attributes, maxAge: tokens.expires_in });
    reply.setCookie(refresh, tokens.refresh_token, { ...this.attributes, maxAge: tokens.refresh_expires_in });
  }

  clearTokens(reply: FastifyReply): void {
    reply.clearCookie(this.names.access, this.attributes);
    reply.clearCookie(this.names.refresh, this.attributes);
  }
}
