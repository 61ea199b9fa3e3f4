import type { PublicUser } from '@fintech/contracts';
import type { Family, IdSource } from '@fintech/ports';
import { SignJWT } from 'jose';
import type { Keys } from './keys.ts';

/** 15 minutes: as long as a service that hears of no revocation would believe a token. */
const lifetimeSeconds = 900;

export interface AccessToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Makes the short-lived tokens that every service accepts (RFC 9068). */
export class AccessTokens {
  readonly #signing: Keys['signing'];
  readonly #issuer: string;
  readonly #idSource: IdSource;

  constructor(signing: Keys['signing'], issuer: string, idSource: IdSource) {
    this.#signing = signing;
    this.#issuer = issuer;
    this.#idSource = idSource;
  }

  /** @param now milliseconds since 1970 */
  async issue(user: PublicUser, family: Family, now: number): Promise<AccessToken> {
    const issuedAt = Math.floor(now / 1000);
    // A session that ends sooner than that takes its tokens with it.
    const expiresAt = Math.min(issuedAt + lifetimeSeconds, Math.floor(family.expiresAt / 1000));
    const token = await new SignJWT({ sid: family.id, username: user.username })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: this.#signing.kid })
      .setIssuer(this.#issuer)
      .setAudience('fintech')
      .setSubject(user.id)
      .setJti(this.#idSource.next())
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.#signing.privateKey);
    return { token, expiresIn: expiresAt - issuedAt };
  }
}
