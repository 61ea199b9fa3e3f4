import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError } from '@fintech/contracts';
import type { Clock, SessionStore } from '@fintech/ports';

export interface RevocationListOptions {
  readonly sessionStore: Pick<SessionStore, 'revocations'>;
  readonly clock: Clock;
  /** Pause between two polls in milliseconds; 500 unless told otherwise. */
  readonly intervalMs?: number;
  /** Milliseconds that only grow; the staleness of the list must not depend on the wall clock. */
  readonly monotonic?: () => number;
}

/** Beyond this age the list may miss a revocation that people count on. */
const staleAfterMs = 2_000;
/** Pause after a poll that failed, in milliseconds: one lost answer must not make the list stale. */
const retryMs = 100;
/** Twice the lifetime of an access token: after that no token of the session can be alive, whatever the clocks did. */
const keepMs = 2 * 900_000;

/**
 * The sessions that were ended while their access tokens still run. Fed by push (from the same process, at once) and by
 * polling (from every other process). Entries are dropped when no token can be left.
 */
export class RevocationList implements AsyncDisposable {
  readonly #sessionStore: Pick<SessionStore, 'revocations'>;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #monotonic: () => number;
  /** Session id to the time of revocation as far as we know it, oldest arrival first. */
  readonly #revoked = new Map<string, number>();
  readonly #stop = new AbortController();
  #cursor: string | undefined;
  #polledAt = Number.NEGATIVE_INFINITY;
  #polling: Promise<void> | undefined;
  /** The reading that is under way, which everybody shares. */
  #reading: Promise<void> | undefined;

  constructor(options: RevocationListOptions) {
    this.#sessionStore = options.sessionStore;
    this.#clock = options.clock;
    this.#intervalMs = options.intervalMs ?? 500;
    this.#monotonic = options.monotonic ?? (() => performance.now());
  }

  isRevoked(sessionId: string): boolean {
    return this.#revoked.has(sessionId);
  }

  /** False when revocations may have been missed for longer than 2 s: then no money may move (`unavailable`). */
  fresh(): boolean {
    return this.#monotonic() - this.#polledAt <= staleAfterMs;
  }

  /**
   * Resolves when the session has not ended as far as anybody can know. Whoever comes while the list is not {@link fresh}
   * waits for one more poll: after a standstill of this process the list is old, though its source is there.
   *
   * @throws ProblemError `unauthenticated` when the session has ended, `unavailable` when that cannot be known now
   */
  async vouchFor(sessionId: string): Promise<void> {
    if (!this.fresh()) await this.poll().catch(() => undefined);
    if (this.isRevoked(sessionId)) throw new ProblemError('unauthenticated');
    if (!this.fresh()) throw new ProblemError('unavailable', { retryAfterSeconds: 1 });
  }

  /** A session that was ended just now. */
  add(sessionId: string): void {
    this.#revoked.set(sessionId, this.#clock.now());
  }

  /** Polls until disposed. A poll that fails leaves the list as it is, and after a while not {@link fresh}. */
  start(): void {
    this.#polling ??= this.#pollForever();
  }

  /** Reads the revocations since the last poll. @throws PortError `store_unavailable` */
  poll(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#polling;
  }

  async #read(): Promise<void> {
    const startedAt = this.#monotonic();
    for (;;) {
      const page = await this.#sessionStore.revocations(this.#cursor);
      this.#cursor = page.cursor;
      if (page.items.length === 0) break;
      for (const { familyId, revokedAt } of page.items) this.#revoked.set(familyId, revokedAt);
    }
    // Dated back to the start: what was revoked during the poll may have been missed.
    this.#polledAt = startedAt;
    this.#dropOld();
  }

  async #pollForever(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const pauseMs = await this.poll().then(
        () => this.#intervalMs,
        () => Math.min(retryMs, this.#intervalMs),
      );
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  #dropOld(): void {
    const limit = this.#clock.now() - keepMs;
    for (const [id, revokedAt] of this.#revoked) {
      if (revokedAt < limit) this.#revoked.delete(id);
    }
  }
}
