import { createHash } from 'node:crypto';
import { ProblemError } from '@fintech/contracts';
import type { AttemptRule, Clock, SessionStore } from '@fintech/ports';

const minute = 60_000;

/**
 * How often something may be tried. Attempts are counted before any password is hashed.
 *
 * | rule             | counted per                                                        | attempts | window |
 * |------------------|--------------------------------------------------------------------|----------|--------|
 * | `logInAccount`   | username, from networks where it has no session                    | 10       | 15 min |
 * | `logInKnown`     | username and network, where the username has a live session there  | 10       | 15 min |
 * | `logInAddress`   | network (IPv4 address or IPv6 /64)                                 | 50       | 15 min |
 * | `signUpAddress`  | network                                                            | 20       | 1 h    |
 *
 * Usernames count whether they exist or not, in any case. A log-in that succeeds clears the username's count, never the
 * network's. Because a network that the owner uses has a count of its own, attackers elsewhere can use up
 * `logInAccount` without locking the owner out.
 */
export const throttleRules = {
  logInAccount: { limit: 10, windowMs: 15 * minute },
  logInKnown: { limit: 10, windowMs: 15 * minute },
  logInAddress: { limit: 50, windowMs: 15 * minute },
  signUpAddress: { limit: 20, windowMs: 60 * minute },
} as const satisfies Record<string, AttemptRule>;

export type ThrottleRule = keyof typeof throttleRules;

export class Throttle {
  readonly #sessionStore: SessionStore;
  readonly #clock: Clock;
  readonly #enabled: boolean;

  constructor(sessionStore: SessionStore, clock: Clock, enabled: boolean) {
    this.#sessionStore = sessionStore;
    this.#clock = clock;
    this.#enabled = enabled;
  }

  /**
   * Counts one attempt.
   *
   * @param onLocked called for the first refusal of a window only, so that a flood cannot fill the audit trail
   * @throws ProblemError `too_many_attempts`
   */
  async admit(rule: ThrottleRule, subject: string, onLocked: () => Promise<void>): Promise<void> {
    if (!this.#enabled) return;
    const now = this.#clock.now();
    const key = counterKey(rule, subject);
    const { allowed, retryAfterMs } = await this.#sessionStore.attempt(key, throttleRules[rule], now);
    if (allowed) return;
    const once = { limit: 1, windowMs: throttleRules[rule].windowMs };
    if ((await this.#sessionStore.attempt(`locked:${key}`, once, now)).allowed) await onLocked();
    throw new ProblemError('too_many_attempts', { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) });
  }

  async clear(rule: ThrottleRule, subject: string): Promise<void> {
    if (this.#enabled) await this.#sessionStore.clearAttempts(counterKey(rule, subject));
  }
}

/** Hashed, because people type all kinds of secrets where a username belongs. */
function counterKey(rule: ThrottleRule, subject: string): string {
  return `${rule}:${createHash('sha256').update(subject).digest('base64url')}`;
}
