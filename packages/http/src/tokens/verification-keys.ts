import { createPublicKey, type KeyObject } from 'node:crypto';
import type { PublicKey } from '@fintech/contracts';
import type { Clock } from '@fintech/ports';

/** A stranger who invents key ids must not be able to make us ask for keys on each request. */
const refetchPauseMs = 5_000;

/** The issuer's public keys by id: fetched when first needed, and again when a token names a key not seen yet. */
export class VerificationKeys {
  readonly #fetch: () => Promise<readonly PublicKey[]>;
  readonly #clock: Clock;
  #keys: ReadonlyMap<string, KeyObject> = new Map();
  #fetchedAt: number | undefined;
  #fetching: Promise<void> | undefined;

  constructor(fetch: () => Promise<readonly PublicKey[]>, clock: Clock) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /**
   * The key with this id, or `undefined` when the issuer has none.
   *
   * @throws ProblemError `unavailable` when the issuer cannot be asked
   */
  async find(kid: string): Promise<KeyObject | undefined> {
    if (!this.#keys.has(kid) && this.#mayFetch()) {
      this.#fetching ??= this.#refetch().finally(() => {
        this.#fetching = undefined;
      });
      await this.#fetching;
    }
    return this.#keys.get(kid);
  }

  #mayFetch(): boolean {
    if (this.#fetching !== undefined || this.#fetchedAt === undefined) return true;
    // The wall clock may jump back, so only the distance counts.
    return Math.abs(this.#clock.now() - this.#fetchedAt) >= refetchPauseMs;
  }

  async #refetch(): Promise<void> {
    const published = await this.#fetch();
    const usable = published.filter(key => key.kty === 'OKP' && key.crv === 'Ed25519');
    this.#keys = new Map(
      usable.map(({ kty, crv, x, kid }) => [kid, createPublicKey({ key: { kty, crv, x }, format: 'jwk' })]),
    );
    this.#fetchedAt = this.#clock.now();
  }
}
