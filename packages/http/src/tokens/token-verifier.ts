import { hash } from 'node:crypto';
import { type AccessClaims, ProblemError, type PublicKey } from '@fintech/contracts';
import type { Clock } from '@fintech/ports';
import { errors, type JWSHeaderParameters, jwtVerify } from 'jose';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { BoundedMap } from './bounded-map.ts';
import type { RevocationList } from './revocation-list.ts';
import { VerificationKeys } from './verification-keys.ts';

export interface TokenVerifierOptions {
  /** The issuer's keys; see `IdentityGateway.publicKeys`. */
  readonly publicKeys: () => Promise<readonly PublicKey[]>;
  readonly issuer: string;
  readonly clock: Clock;
  readonly revocations: Pick<RevocationList, 'isRevoked'>;
}

/** Our own tokens have about 500 characters. */
const maxTokenLength = 2048;
/** About 40 MB when full. */
const cachedTokens = 50_000;

const Claims = Type.Object({
  iss: Type.String(),
  aud: Type.String(),
  sub: Type.String({ minLength: 1 }),
  sid: Type.String({ minLength: 1 }),
  jti: Type.String({ minLength: 1 }),
  username: Type.String({ minLength: 1 }),
  iat: Type.Integer(),
  exp: Type.Integer(),
});

/**
 * Tells whom an access token speaks for. A signature is checked once per token (some 100 µs); after that the token is
 * recognised by its hash (about 1 µs) until it expires. Revocation is looked at every time.
 */
export class TokenVerifier {
  readonly #keys: VerificationKeys;
  readonly #issuer: string;
  readonly #clock: Clock;
  readonly #revocations: Pick<RevocationList, 'isRevoked'>;
  /** By hash, so that a dump of the memory or of the cache gives no usable token. */
  readonly #verified = new BoundedMap<string, AccessClaims>(cachedTokens);

  constructor(options: TokenVerifierOptions) {
    this.#keys = new VerificationKeys(options.publicKeys, options.clock);
    this.#issuer = options.issuer;
    this.#clock = options.clock;
    this.#revocations = options.revocations;
  }

  /** The claims of a token that was verified before and still holds; `undefined` means "ask {@link verify}". */
  verifySync(token: string): AccessClaims | undefined {
    if (token.length > maxTokenLength) return undefined;
    const key = cacheKey(token);
    const claims = this.#verified.get(key);
    if (claims === undefined) return undefined;
    if (claims.exp * 1000 <= this.#clock.now()) {
      this.#verified.delete(key);
      return undefined;
    }
    return this.#revocations.isRevoked(claims.sid) ? undefined : claims;
  }

  /**
   * @throws ProblemError `unauthenticated` for every token that is not valid now, `unavailable` when the issuer's keys
   *   are needed and cannot be had
   */
  async verify(token: string): Promise<AccessClaims> {
    const known = this.verifySync(token);
    if (known !== undefined) return known;
    const claims = await this.#checkSignature(token);
    if (this.#revocations.isRevoked(claims.sid)) throw new ProblemError('unauthenticated');
    this.#verified.set(cacheKey(token), claims);
    return claims;
  }

  async #checkSignature(token: string): Promise<AccessClaims> {
    if (token.length > maxTokenLength) throw new ProblemError('unauthenticated');
    try {
      const { payload } = await jwtVerify(token, header => this.#key(header), {
        algorithms: ['EdDSA'],
        issuer: this.#issuer,
        audience: 'fintech',
        typ: 'at+jwt',
        currentDate: new Date(this.#clock.now()),
      });
      return readClaims(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new ProblemError('unauthenticated');
      throw error;
    }
  }

  async #key(header: JWSHeaderParameters) {
    // A header that brings or points to its own key (jwk, jku, x5c, x5u), or that has extensions (crit), is not ours.
    const { alg: _alg, typ: _typ, kid, ...others } = header;
    if (typeof kid !== 'string' || Object.keys(others).length > 0) throw new ProblemError('unauthenticated');
    const key = await this.#keys.find(kid);
    if (key === undefined) throw new ProblemError('unauthenticated');
    return key;
  }
}

const cacheKey = (token: string): string => hash('sha256', token, 'base64');

function readClaims(payload: unknown): AccessClaims {
  if (!Value.Check(Claims, payload)) throw new ProblemError('unauthenticated');
  const { iss, aud, sub, sid, jti, username, iat, exp } = payload;
  return Object.freeze({ iss, aud, sub, sid, jti, username, iat, exp });
}
