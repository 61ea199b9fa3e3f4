import { setTimeout as delay } from 'node:timers/promises';
import { type Family, PortError, type RotateOutcome, type SessionStore } from '@fintech/ports';

export const now = Date.UTC(2026, 0, 1);
const day = 86_400_000;
/** Between two calls of one person. */
const pauseMs = 5;

export function family(id: string, changes: Partial<Family> = {}): Family {
  return {
    id,
    userId: 'u',
    secret: `secret of ${id}`,
    generation: 1,
    rotatedAt: now,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: now + 7 * day,
    userAgent: 'agent',
    address: '192.0.2.1',
    ...changes,
  };
}

export const rotation = (familyId: string, presented: number, graceMs = 10_000) => ({
  familyId,
  presented,
  now,
  graceMs,
  idleMs: day,
  address: '192.0.2.1',
});

/**
 * People who log in, rotate and log out for as long as it runs, and everything they were answered. A call without an answer
 * is made again, as people do.
 */
export class Load {
  /** Highest generation that a person was given, by family. */
  readonly given = new Map<string, number>();
  /** Families whose end was confirmed. */
  readonly ended = new Set<string>();
  /** Families that a person had to leave, because a token was refused that should have been live. */
  readonly dropped = new Map<string, RotateOutcome['kind']>();
  answers = 0;
  failures = 0;
  /** On the monotonic clock, in milliseconds. */
  lastAnswerAt = 0;
  longestGapMs = 0;
  readonly #store: SessionStore;
  #running = true;

  constructor(store: SessionStore) {
    this.#store = store;
  }

  async run(people: number): Promise<void> {
    this.lastAnswerAt = performance.now();
    await Promise.all(Array.from({ length: people }, (_, person) => this.#livesOf(person)));
  }

  stop(): void {
    this.#running = false;
  }

  async #livesOf(person: number): Promise<void> {
    for (let life = 0; this.#running; life += 1) {
      const id = `${person}-${life}`;
      await this.#answered(() => this.#store.createFamily(family(id)));
      if (!this.#running) return;
      this.given.set(id, 1);
      const rotations = 1 + (life % 8);
      for (let i = 0; i < rotations && this.#running; i += 1) await this.#rotate(id);
      if (this.#running && life % 2 === 0) await this.#revoke(id);
    }
  }

  async #rotate(id: string): Promise<void> {
    if (this.dropped.has(id)) return;
    const presented = this.given.get(id) ?? 0;
    const outcome = await this.#answered(() => this.#store.rotate(rotation(id, presented)));
    if (outcome === undefined) return;
    if ('family' in outcome && outcome.kind !== 'reused') this.given.set(id, outcome.family.generation);
    else this.dropped.set(id, outcome.kind);
  }

  async #revoke(id: string): Promise<void> {
    const done = await this.#answered(async () => {
      await this.#store.revoke(id, 'logout', now);
      return true;
    });
    if (done) this.ended.add(id);
  }

  async #answered<T>(call: () => Promise<T>): Promise<T | undefined> {
    while (this.#running) {
      await delay(pauseMs);
      try {
        const answer = await call();
        const at = performance.now();
        this.longestGapMs = Math.max(this.longestGapMs, at - this.lastAnswerAt);
        this.lastAnswerAt = at;
        this.answers += 1;
        return answer;
      } catch (error) {
        if (!(error instanceof PortError && error.canRetry)) throw error;
        this.failures += 1;
      }
    }
    return undefined;
  }
}
