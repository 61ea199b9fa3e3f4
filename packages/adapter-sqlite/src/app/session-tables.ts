import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type {
  AttemptCount,
  AttemptRule,
  Family,
  RevocationPage,
  RevokeReason,
  RotateOutcome,
  RotateRequest,
} from '@fintech/ports';

const revokeReasons: readonly RevokeReason[] = ['logout', 'user', 'reuse', 'expired', 'operator'];
const maxListedFamilies = 100;

/** Refresh families, their revocations, and attempt counters. Each method runs inside one transaction. */
export class SessionTables {
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #selectLive: StatementSync;
  readonly #rotate: StatementSync;
  readonly #revoke: StatementSync;
  readonly #insertRevocation: StatementSync;
  readonly #revocations: StatementSync;
  readonly #selectAttempts: StatementSync;
  readonly #putAttempts: StatementSync;
  readonly #deleteAttempts: StatementSync;
  readonly #prune: readonly StatementSync[];

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare('insert into families values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#select = database.prepare('select * from families where id = ?');
    this.#selectLive = database.prepare(`select * from families
      where user_id = ? and revoked_at is null and expires_at > ? order by created_at desc, rowid desc limit ?`);
    this.#rotate = database.prepare(`update families
      set generation = generation + 1, rotated_at = ?1, last_seen_at = ?1, address = ?2 where id = ?3 returning *`);
    this.#revoke = database.prepare(
      'update families set revoked_at = ?, revoked_reason = ? where id = ? returning *',
    );
    this.#insertRevocation = database.prepare(
      'insert into revocations (family_id, revoked_at, expires_at) values (?, ?, ?)',
    );
    this.#revocations = database.prepare('select * from revocations where seq > ? order by seq');
    this.#selectAttempts = database.prepare('select * from attempts where key = ? and ends_at > ?');
    this.#putAttempts = database.prepare('insert or replace into attempts values (?, ?, ?)');
    this.#deleteAttempts = database.prepare('delete from attempts where key = ?');
    this.#prune = [
      database.prepare('delete from families where expires_at < ?'),
      database.prepare('delete from revocations where expires_at < ?'),
      database.prepare('delete from attempts where ends_at < ?'),
    ];
  }

  createFamily(family: Family): void {
    this.#insert.run(
      family.id,
      family.userId,
      family.secret,
      family.generation,
      family.rotatedAt,
      family.createdAt,
      family.lastSeenAt,
      family.expiresAt,
      family.userAgent,
      family.address,
      family.revokedAt ?? null,
      family.revokedReason ?? null,
    );
  }

  family(id: string): Family | undefined {
    const row = this.#select.get(id);
    return row && toFamily(row);
  }

  families(userId: string, now: number): Family[] {
    return this.#selectLive.all(userId, now, maxListedFamilies).map(toFamily);
  }

  rotate({ familyId, presented, now, graceMs, idleMs, address }: RotateRequest): RotateOutcome {
    const family = this.family(familyId);
    if (family === undefined) return { kind: 'unknown' };
    if (family.revokedAt !== undefined) return { kind: 'revoked' };
    if (family.expiresAt <= now || now - family.lastSeenAt > idleMs) return { kind: 'expired' };
    if (presented === family.generation) {
      return { kind: 'rotated', family: changed(this.#rotate.get(now, address, familyId)) };
    }
    if (presented === family.generation - 1 && now - family.rotatedAt <= graceMs) {
      return { kind: 'repeated', family };
    }
    return { kind: 'reused', family: this.#revokeFamily(family, 'reuse', now) };
  }

  revoke(familyId: string, reason: RevokeReason, now: number): boolean {
    const family = this.family(familyId);
    if (family === undefined || family.revokedAt !== undefined || family.expiresAt <= now) return false;
    this.#revokeFamily(family, reason, now);
    return true;
  }

  revokeUser(userId: string, reason: RevokeReason, now: number, exceptFamilyId?: string): string[] {
    // -1: a user's families are all revoked, not only those that would be listed.
    const families = this.#selectLive.all(userId, now, -1).map(toFamily);
    const revoked = families.filter(family => family.id !== exceptFamilyId);
    for (const family of revoked) this.#revokeFamily(family, reason, now);
    return revoked.map(family => family.id);
  }

  revocations(after: number): RevocationPage {
    const rows = this.#revocations.all(after);
    const items = rows.map(row => ({
      familyId: String(row.family_id),
      revokedAt: Number(row.revoked_at),
    }));
    return { items, cursor: String(rows.at(-1)?.seq ?? after) };
  }

  /** Counts in windows that start with the first attempt. */
  attempt(key: string, { limit, windowMs }: AttemptRule, now: number): AttemptCount {
    const window = this.#selectAttempts.get(key, now);
    const count = Number(window?.count ?? 0);
    const endsAt = Number(window?.ends_at ?? now + windowMs);
    if (count >= limit) return { allowed: false, retryAfterMs: endsAt - now };
    this.#putAttempts.run(key, count + 1, endsAt);
    return { allowed: true, retryAfterMs: 0 };
  }

  clearAttempts(key: string): void {
    this.#deleteAttempts.run(key);
  }

  prune(now: number): void {
    for (const statement of this.#prune) statement.run(now);
  }

  #revokeFamily(family: Family, reason: RevokeReason, now: number): Family {
    this.#insertRevocation.run(family.id, now, family.expiresAt);
    return changed(this.#revoke.get(now, reason, family.id));
  }
}

type Row = Record<string, SQLOutputValue>;

function changed(row: Row | undefined): Family {
  if (row === undefined) throw new Error('The family was read in the same transaction, so it must be there.');
  return toFamily(row);
}

function toFamily(row: Row): Family {
  const family = {
    id: String(row.id),
    userId: String(row.user_id),
    secret: String(row.secret),
    generation: Number(row.generation),
    rotatedAt: Number(row.rotated_at),
    createdAt: Number(row.created_at),
    lastSeenAt: Number(row.last_seen_at),
    expiresAt: Number(row.expires_at),
    userAgent: String(row.user_agent),
    address: String(row.address),
  };
  const revokedReason = revokeReasons.find(reason => reason === row.revoked_reason);
  return revokedReason === undefined
    ? family
    : { ...family, revokedAt: Number(row.revoked_at), revokedReason };
}
