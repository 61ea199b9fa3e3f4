import { createSecretKey, type KeyObject } from 'node:crypto';
import { ProblemError } from '@fintech/contracts';
import type { Clock } from '@fintech/ports';
import { errors, jwtVerify, SignJWT } from 'jose';

const lifetimeSeconds = 60;
/** A token in use is replaced when this much of its life is left, so that none expires on its way. */
const renewBeforeSeconds = 20;
const audience = 'fintech-internal';
const type = 'service+jwt';

/**
 * Short-lived tokens by which services prove to each other that they belong to this installation. They share a secret of 32
 * bytes. Such a token is none of a person: audience and type differ, and so do the keys.
 */
export class ServiceTokens {
  readonly #key: KeyObject;
  readonly #service: string;
  readonly #clock: Clock;
  #current: { readonly token: string; readonly expiresAt: number } | undefined;

  constructor(secret: Uint8Array, service: string, clock: Clock) {
    this.#key = createSecretKey(secret);
    this.#service = service;
    this.#clock = clock;
  }

  /** A token that is good for some time yet. */
  async current(): Promise<string> {
    const now = Math.floor(this.#clock.now() / 1000);
    const known = this.#current;
    // A clock that jumped back makes the rest look long; then a new token is due as well.
    const left = known === undefined ? 0 : known.expiresAt - now;
    if (known !== undefined && left > renewBeforeSeconds && left <= lifetimeSeconds) return known.token;
    const expiresAt = now + lifetimeSeconds;
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: type })
      .setIssuer(this.#service)
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(expiresAt)
      .sign(this.#key);
    this.#current = { token, expiresAt };
    return token;
  }

  /** @throws ProblemError `unauthenticated` */
  async verify(token: string): Promise<void> {
    try {
      await jwtVerify(token, this.#key, {
        algorithms: ['HS256'],
        audience,
        typ: type,
        requiredClaims: ['exp', 'iss'],
        clockTolerance: 5,
        currentDate: new Date(this.#clock.now()),
      });
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new ProblemError('unauthenticated');
      throw error;
    }
  }
}
