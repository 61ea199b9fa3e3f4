import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Family } from '@fintech/ports';

export interface PresentedToken {
  readonly familyId: string;
  readonly generation: number;
  readonly mac: Buffer;
}

/** `<family id>.<generation>.<43 characters of base64url>` */
const grammar = /^([0-9a-f]{32})\.([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43})$/;

/**
 * Refresh tokens are derived, never stored: HMAC-SHA256 under the server's key over the family's secret, id and
 * generation. A stolen database gives no token, and the predecessor of the live token can be answered with the identical
 * successor without that successor being kept anywhere.
 */
export class RefreshTokens {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** The one live token of a family. */
  live(family: Family): string {
    const mac = this.#mac(family, family.generation).toString('base64url');
    return `${family.id}.${family.generation}.${mac}`;
  }

  /** The parts of a token as presented; `undefined` when no token of ours can look like this. */
  parse(token: string): PresentedToken | undefined {
    const [, familyId, generation, mac] = grammar.exec(token) ?? [];
    if (familyId === undefined || generation === undefined || mac === undefined) return undefined;
    return { familyId, generation: Number(generation), mac: Buffer.from(mac, 'base64url') };
  }

  /** Whether we made this token, be it live or not. Takes the same time for every wrong one. */
  isGenuine(presented: PresentedToken, family: Family): boolean {
    return timingSafeEqual(presented.mac, this.#mac(family, presented.generation));
  }

  #mac(family: Family, generation: number): Buffer {
    return createHmac('sha256', this.#key).update(`${family.secret}|${family.id}|${generation}`).digest();
  }
}
