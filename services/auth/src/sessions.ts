import { randomBytes } from 'node:crypto';
import {
  type AccessClaims,
  ProblemError,
  type PublicUser,
  type RequestOrigin,
  type SessionTokens,
  type SessionView,
} from '@fintech/contracts';
import type { Clock, Family, IdSource, RevokeReason, SessionStore } from '@fintech/ports';
import type { AccessTokens } from './access-tokens.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import type { Users } from './users.ts';

const day = 86_400_000;
/** The longest that one log-in lasts; nothing moves its end. */
const sessionMs = 7 * day;
/** A session unused for this long is over: 7 days are longer than NIST asks for, so an idle limit makes up for it. */
const idleMs = 3 * day;
/**
 * The predecessor of the live refresh token still gets the identical successor for this long. It is a deviation from OWASP
 * ASVS 10.4.5 (which knows no grace), made because a browser that opens several pages at once sends the same cookie
 * several times, and strict rotation would end the session of an honest person. The bound on its harm: for 10 s a thief
 * gets what the owner has, no second line of descent arises, and the next rotation by either exposes the other.
 */
const graceMs = 10_000;

export interface SessionDependencies {
  readonly sessionStore: SessionStore;
  readonly users: Users;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly idSource: IdSource;
  /** Tells this process at once; the others hear of it by polling the store. */
  readonly onRevoked: (sessionId: string) => void;
}

/** Log-ins and what becomes of them: one session is one family of refresh tokens. */
export class Sessions {
  readonly #deps: SessionDependencies;

  constructor(dependencies: SessionDependencies) {
    this.#deps = dependencies;
  }

  async open(user: PublicUser, origin: RequestOrigin): Promise<SessionTokens> {
    const { sessionStore, audit, clock, idSource } = this.#deps;
    const now = clock.now();
    const family: Family = {
      id: idSource.next(),
      userId: user.id,
      secret: randomBytes(32).toString('base64url'),
      generation: 1,
      rotatedAt: now,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + sessionMs,
      userAgent: origin.userAgent.slice(0, 256),
      address: origin.address,
    };
    await sessionStore.createFamily(family);
    const subject = { origin, userId: user.id, sessionId: family.id };
    await audit.record(
      { event: 'authn_login_success', ...subject },
      { event: 'authn_token_created', ...subject },
    );
    return this.#tokens(user, family, now);
  }

  /** @throws ProblemError `invalid_refresh_token` */
  async refresh(refreshToken: string, origin: RequestOrigin): Promise<SessionTokens> {
    const found = await this.#findGenuine(refreshToken);
    const user = found && (await this.#deps.users.get(found.family.userId));
    if (found === undefined || user === undefined) throw new ProblemError('invalid_refresh_token');
    const { family, generation } = found;
    const { sessionStore, audit, clock, onRevoked } = this.#deps;
    const now = clock.now();
    const outcome = await sessionStore.rotate({
      familyId: family.id,
      presented: generation,
      now,
      graceMs,
      idleMs,
      address: origin.address,
    });
    const subject = { origin, userId: user.id, sessionId: family.id };
    switch (outcome.kind) {
      case 'rotated':
      case 'repeated':
        await audit.record({ event: 'session_renewed', ...subject, reason: outcome.kind });
        return this.#tokens(user, outcome.family, now);
      case 'reused':
        onRevoked(family.id);
        await audit.record({ event: 'authn_token_reuse', ...subject });
        break;
      case 'expired':
        onRevoked(family.id);
        break;
      case 'revoked':
      case 'unknown':
        break;
    }
    throw new ProblemError('invalid_refresh_token');
  }

  /** Ends the session of a refresh token, whichever of its line it is. */
  async logOut(refreshToken: string, origin: RequestOrigin): Promise<void> {
    const found = await this.#findGenuine(refreshToken);
    if (found !== undefined) await this.#revoke(found.family, 'logout', origin);
  }

  /** Sessions of the caller that are alive, newest first. */
  async list(claims: AccessClaims): Promise<readonly SessionView[]> {
    const families = await this.#deps.sessionStore.families(claims.sub, this.#deps.clock.now());
    return families.map(family => toView(family, claims.sid));
  }

  /** @throws ProblemError `session_not_found`, also for sessions of other people */
  async end(claims: AccessClaims, id: string, origin: RequestOrigin): Promise<void> {
    const family = await this.#deps.sessionStore.family(id);
    if (family?.userId !== claims.sub) throw new ProblemError('session_not_found');
    const wasLive = await this.#revoke(family, id === claims.sid ? 'logout' : 'user', origin);
    if (!wasLive) throw new ProblemError('session_not_found');
  }

  async #revoke(family: Family, reason: RevokeReason, origin: RequestOrigin): Promise<boolean> {
    const { sessionStore, audit, clock, onRevoked } = this.#deps;
    const wasLive = await sessionStore.revoke(family.id, reason, clock.now());
    onRevoked(family.id);
    if (wasLive) {
      const subject = { origin, userId: family.userId, sessionId: family.id };
      await audit.record({ event: 'authn_token_revoked', ...subject, reason });
    }
    return wasLive;
  }

  /** The family and generation of a refresh token that we made, be it live or not. */
  async #findGenuine(token: string): Promise<{ family: Family; generation: number } | undefined> {
    const { sessionStore, refreshTokens } = this.#deps;
    const presented = refreshTokens.parse(token);
    const family = presented && (await sessionStore.family(presented.familyId));
    if (presented === undefined || family === undefined) return undefined;
    return refreshTokens.isGenuine(presented, family)
      ? { family, generation: presented.generation }
      : undefined;
  }

  async #tokens(user: PublicUser, family: Family, now: number): Promise<SessionTokens> {
    const access = await this.#deps.accessTokens.issue(user, family, now);
    return {
      access_token: access.token,
      refresh_token: this.#deps.refreshTokens.live(family),
      token_type: 'Bearer',
      expires_in: access.expiresIn,
      refresh_expires_in: Math.floor((family.expiresAt - now) / 1000),
    };
  }
}

function toView(family: Family, currentId: string): SessionView {
  return {
    id: family.id,
    current: family.id === currentId,
    user_agent: family.userAgent,
    address: family.address,
    created_at: new Date(family.createdAt).toISOString(),
    last_seen_at: new Date(family.lastSeenAt).toISOString(),
    expires_at: new Date(family.expiresAt).toISOString(),
  };
}
