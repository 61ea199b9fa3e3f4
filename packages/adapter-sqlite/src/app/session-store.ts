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
import type { Caller } from '../thread/calls.ts';
import type { SessionTables } from './session-tables.ts';

/** Sessions in SQLite; every method is one transaction. */
export class SqliteSessionStore implements SessionStore {
  readonly #call: Caller<SessionTables>;

  constructor(call: Caller<SessionTables>) {
    this.#call = call;
  }

  createFamily(family: Family): Promise<void> {
    return this.#call('createFamily', family);
  }

  family(id: string): Promise<Family | undefined> {
    return this.#call('family', id);
  }

  families(userId: string, now: number): Promise<readonly Family[]> {
    return this.#call('families', userId, now);
  }

  rotate(request: RotateRequest): Promise<RotateOutcome> {
    return this.#call('rotate', request);
  }

  revoke(familyId: string, reason: RevokeReason, now: number): Promise<boolean> {
    return this.#call('revoke', familyId, reason, now);
  }

  revokeUser(
    userId: string,
    reason: RevokeReason,
    now: number,
    exceptFamilyId?: string,
  ): Promise<readonly string[]> {
    return this.#call('revokeUser', userId, reason, now, exceptFamilyId);
  }

  /** @throws RangeError when the cursor is not one of this store. */
  async revocations(cursor = '0'): Promise<RevocationPage> {
    if (!/^\d{1,15}$/.test(cursor)) throw new RangeError('cursor');
    return this.#call('revocations', Number(cursor));
  }

  attempt(key: string, rule: AttemptRule, now: number): Promise<AttemptCount> {
    return this.#call('attempt', key, rule, now);
  }

  clearAttempts(key: string): Promise<void> {
    return this.#call('clearAttempts', key);
  }

  prune(now: number): Promise<void> {
    return this.#call('prune', now);
  }
}
