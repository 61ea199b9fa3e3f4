/** A refresh-token family: one log-in on one device, from log-in to log-out. */
export interface Family {
  /** Opaque id; also the `sid` of the access tokens made for it. */
  readonly id: string;
  readonly userId: string;
  /** Random secret from which the tokens of the family are derived together with the server's key. */
  readonly secret: string;
  /** Number of the one refresh token that is live. Starts at 1. */
  readonly generation: number;
  /** Milliseconds since 1970 of the last rotation. */
  readonly rotatedAt: number;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  /** Absolute end in milliseconds since 1970; rotation never moves it. */
  readonly expiresAt: number;
  readonly userAgent: string;
  readonly address: string;
  readonly revokedAt?: number;
  readonly revokedReason?: RevokeReason;
}

export type RevokeReason = 'logout' | 'user' | 'reuse' | 'expired' | 'operator';

export interface RotateRequest {
  readonly familyId: string;
  /** Generation of the token that was presented; its secret has been checked already. */
  readonly presented: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How long the predecessor still gets the identical successor, in milliseconds. */
  readonly graceMs: number;
  /** A family unused for this long is expired, in milliseconds. */
  readonly idleMs: number;
  readonly address: string;
}

/**
 * `rotated`: the presented token was the live one; `family.generation` is now one higher.
 * `repeated`: it was its direct predecessor, within the grace; nothing changed, the live token is the answer again.
 * `reused`: it was older, or came after the grace; the family has just been revoked.
 */
export type RotateOutcome =
  | { readonly kind: 'rotated' | 'repeated' | 'reused'; readonly family: Family }
  | { readonly kind: 'revoked' | 'expired' | 'unknown' };

export interface Revocation {
  readonly familyId: string;
  /** Milliseconds since 1970. */
  readonly revokedAt: number;
}

export interface RevocationPage {
  readonly items: readonly Revocation[];
  /** Give it to the next {@link SessionStore.revocations} call. */
  readonly cursor: string;
}

export interface AttemptRule {
  /** Attempts allowed in one window. */
  readonly limit: number;
  readonly windowMs: number;
}

export interface AttemptCount {
  readonly allowed: boolean;
  /** Milliseconds until an attempt is allowed again; 0 when it is now. */
  readonly retryAfterMs: number;
}

/**
 * Sessions, their refresh families, revocations and attempt counters. Every method is one atomic step, also among
 * processes (rule: exactly one live token per family; revoked is final).
 *
 * @throws PortError `store_unavailable` from every method.
 */
export interface SessionStore {
  createFamily(family: Family): Promise<void>;
  family(id: string): Promise<Family | undefined>;
  /** Families of a user that are neither revoked nor expired at `now`, newest first; at most 100. */
  families(userId: string, now: number): Promise<readonly Family[]>;
  rotate(request: RotateRequest): Promise<RotateOutcome>;
  /** Revokes one family. Resolves to whether it was live until now. */
  revoke(familyId: string, reason: RevokeReason, now: number): Promise<boolean>;
  /** Revokes every live family of a user but `exceptFamilyId`; resolves to their ids. */
  revokeUser(
    userId: string,
    reason: RevokeReason,
    now: number,
    exceptFamilyId?: string,
  ): Promise<readonly string[]>;
  /**
   * Revocations since `cursor` (from the oldest that is kept when absent), oldest first; an empty page says that there are no
   * more for now. Never misses one; after a failure of the store one may come again.
   */
  revocations(cursor?: string): Promise<RevocationPage>;
  /** Counts one attempt under `key` and says whether it is within the rule. Parallel calls never both take the last one. */
  attempt(key: string, rule: AttemptRule, now: number): Promise<AttemptCount>;
  /** Forgets the attempts counted under `key`. */
  clearAttempts(key: string): Promise<void>;
  /** Deletes families and revocations whose absolute end is before `now`. */
  prune(now: number): Promise<void>;
}
