import {
  type AccessClaims,
  type IdentityGateway,
  ProblemError,
  type RequestOrigin,
  type SessionTokens,
} from '@fintech/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestOrigin } from '../tokens/request-origin.ts';
import type { TokenVerifier } from '../tokens/token-verifier.ts';
import type { PageCookies } from './page-cookies.ts';

export interface VisitorsOptions {
  readonly gateway: Pick<IdentityGateway, 'refresh'>;
  readonly verifier: Pick<TokenVerifier, 'verify'>;
  readonly cookies: PageCookies;
}

/** Tells who visits a page, and renews an expired access token on the way without anybody noticing. */
export class Visitors {
  readonly #options: VisitorsOptions;
  /** A page and its parts ask at the same moment with the same refresh token: they share one renewal. */
  readonly #renewals = new Map<string, Promise<SessionTokens>>();

  constructor(options: VisitorsOptions) {
    this.#options = options;
  }

  /** @throws ProblemError `unavailable` when nobody can tell now; the cookies stay as they are */
  async identify(request: FastifyRequest, reply: FastifyReply): Promise<AccessClaims | undefined> {
    const { access, refresh } = this.#options.cookies.readTokens(request);
    const claims = access === undefined ? undefined : await this.#verify(access);
    if (claims !== undefined || refresh === undefined) return claims;
    const tokens = await this.#renew(refresh, requestOrigin(request));
    if (tokens === undefined) {
      this.#options.cookies.clearTokens(reply);
      return undefined;
    }
    this.#options.cookies.setTokens(reply, tokens);
    return this.#verify(tokens.access_token);
  }

  async #verify(token: string): Promise<AccessClaims | undefined> {
    return orUndefined('unauthenticated', this.#options.verifier.verify(token));
  }

  async #renew(refreshToken: string, origin: RequestOrigin): Promise<SessionTokens | undefined> {
    const known = this.#renewals.get(refreshToken);
    const renewal = known ?? this.#options.gateway.refresh(refreshToken, origin);
    if (known === undefined) {
      this.#renewals.set(refreshToken, renewal);
      const forget = () => this.#renewals.delete(refreshToken);
      renewal.then(forget, forget);
    }
    return orUndefined('invalid_refresh_token', renewal);
  }
}

/** A refusal with this code is an answer here, not a failure. */
async function orUndefined<T>(code: ProblemError['code'], promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof ProblemError && error.code === code) return undefined;
    throw error;
  }
}
