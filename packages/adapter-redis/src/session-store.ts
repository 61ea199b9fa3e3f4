import { createHash } from 'node:crypto';
import type {
  AttemptCount,
  AttemptRule,
  Family,
  RevocationPage,
  RevokeReason,
  RotateOutcome,
  RotateRequest,
  SessionStore,
} from '@fintech/ports';
import type { RedisConnection } from './connection/redis-connection.ts';
import type { ReplicatedWrites } from './connection/replicated-writes.ts';
import { corrupt, requireFamily, toFamily, toFields, toInteger, toList, toStrings } from './family-fields.ts';
import { scripts } from './scripts.ts';

export interface RedisSessionStoreParts {
  /** For what may be asked again or lost. */
  readonly plain: RedisConnection;
  /** Over a connection of its own: a wait holds up everything behind it. */
  readonly replicated: ReplicatedWrites;
  readonly prefix: string;
  readonly close: () => void;
}

const day = 86_400_000;
const maxListedFamilies = 100;
const maxRevocationsAtOnce = 1000;
/** Few enough that Redis is not held up. */
const maxPrunedAtOnce = 500;

/** Sessions in Redis; docs/reference/redis-keys.md describes the keys and what a failover can lose. */
export class RedisSessionStore implements SessionStore, AsyncDisposable {
  readonly #plain: RedisConnection;
  readonly #replicated: ReplicatedWrites;
  readonly #prefix: string;
  readonly #close: () => void;

  constructor({ plain, replicated, prefix, close }: RedisSessionStoreParts) {
    this.#plain = plain;
    this.#replicated = replicated;
    this.#prefix = prefix;
    this.#close = close;
  }

  /** @throws Error when there is another family of the same id */
  async createFamily(family: Family): Promise<void> {
    const live = family.revokedAt === undefined ? '1' : '0';
    // Pruning deletes what has ended; Redis does a day later, by its own clock, in case that nobody prunes.
    const ttlMs = Math.max(0, family.expiresAt - family.createdAt) + day;
    const created = await this.#replicated.run(
      scripts.createFamily,
      ...[family.id, family.userId, live, family.createdAt, family.expiresAt, ttlMs],
      ...toFields(family),
    );
    if (toInteger(created) !== 1) throw new Error('There is another family of this id.');
  }

  async family(id: string): Promise<Family | undefined> {
    return toFamily(await this.#plain.command('HGETALL', `${this.#prefix}family:${id}`));
  }

  async families(userId: string, now: number): Promise<readonly Family[]> {
    return toList(await this.#plain.run(scripts.families, userId, now, maxListedFamilies)).map(requireFamily);
  }

  async rotate(request: RotateRequest): Promise<RotateOutcome> {
    const { familyId, presented, now, graceMs, idleMs, address } = request;
    const args = [familyId, presented, now, graceMs, idleMs, address];
    const [kind, family] = toList(await this.#replicated.run(scripts.rotate, ...args));
    switch (kind) {
      case 'rotated':
      case 'repeated':
      case 'reused':
        return { kind, family: requireFamily(family) };
      case 'revoked':
      case 'expired':
      case 'unknown':
        return { kind };
      default:
        return corrupt('an outcome that nobody knows');
    }
  }

  async revoke(familyId: string, reason: RevokeReason, now: number): Promise<boolean> {
    return toInteger(await this.#replicated.run(scripts.revoke, familyId, reason, now)) === 1;
  }

  async revokeUser(
    userId: string,
    reason: RevokeReason,
    now: number,
    exceptFamilyId = '',
  ): Promise<readonly string[]> {
    return toStrings(await this.#replicated.run(scripts.revokeUser, userId, reason, now, exceptFamilyId));
  }

  /** A page has at most 1000 items. @throws RangeError when the cursor is not one of this store */
  async revocations(cursor = '-0'): Promise<RevocationPage> {
    const parts = /^(?<history>[\da-f]*)-(?<after>\d{1,16})$/.exec(cursor)?.groups;
    if (parts === undefined) throw new RangeError('cursor');
    const args = [parts.history ?? '', parts.after ?? '0', maxRevocationsAtOnce];
    // Also a reading waits for a replica: a master that was replaced while it was out of reach must not say "nothing new".
    const [history, after, found] = toList(await this.#replicated.run(scripts.revocations, ...args));
    const flat = toStrings(found);
    const items = Array.from({ length: flat.length / 2 }, (_, i) => ({
      familyId: flat[2 * i] ?? '',
      revokedAt: toInteger(flat[2 * i + 1]),
    }));
    return { items, cursor: `${history}-${toInteger(after)}` };
  }

  /** Counts in windows that start with the first attempt. */
  async attempt(key: string, { limit, windowMs }: AttemptRule, now: number): Promise<AttemptCount> {
    const [allowed, retryAfterMs] = toList(
      await this.#plain.run(scripts.attempt, nameOf(key), limit, windowMs, now),
    );
    return { allowed: toInteger(allowed) === 1, retryAfterMs: toInteger(retryAfterMs) };
  }

  async clearAttempts(key: string): Promise<void> {
    await this.#plain.command('DEL', `${this.#prefix}attempts:${nameOf(key)}`);
  }

  async prune(now: number): Promise<void> {
    for (;;) {
      const pruned = toInteger(await this.#plain.run(scripts.prune, now, maxPrunedAtOnce));
      if (pruned < maxPrunedAtOnce) return;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
  }
}

/** Keys of counters hold names and addresses of people, and are as long as these. */
const nameOf = (key: string): string => createHash('sha256').update(key).digest('base64url');
