import { ProblemError } from '@fintech/contracts';
import type { Clock, CollectionSpec, DocumentStore } from '@fintech/ports';
import { type AuditEntry, type AuditEvent, sealEntry } from './audit-entry.ts';

export const auditCollection: CollectionSpec = {
  name: 'audit',
  indexes: [{ field: 'chain' }, { field: 'user_id' }, { field: 'event' }],
};

/** Only reached while the store is down; then callers are refused instead of the trail growing without end. */
const maxPending = 1_000;

/**
 * The append-only record of who logged in, from where, and what became of the session. Each entry carries the hash of the
 * one before it, so a change or a removal in the middle shows. Entries that come together are written together. One that
 * could not be written stays first in line: it is never lost while the process lives, and {@link close} tries once more.
 */
export class AuditTrail {
  readonly #store: DocumentStore;
  readonly #clock: Clock;
  readonly #chain: string;
  readonly #pending: AuditEntry[] = [];
  #last: AuditEntry | undefined;
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** @param chain a name that no other process and no other run uses */
  constructor(store: DocumentStore, clock: Clock, chain: string) {
    this.#store = store;
    this.#clock = clock;
    this.#chain = chain;
  }

  /**
   * Resolves once the events are durable.
   *
   * @throws PortError `store_unavailable` when they are not yet; ProblemError `unavailable` when too many are waiting
   */
  async record(...events: readonly AuditEvent[]): Promise<void> {
    if (this.#pending.length >= maxPending) throw new ProblemError('unavailable');
    for (const event of events) {
      this.#last = sealEntry(this.#chain, this.#last, event, this.#clock.now());
      this.#pending.push(this.#last);
    }
    await this.#write();
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    await this.#write();
  }

  /** Everything recorded while one write is under way shares the next one. */
  #write(): Promise<void> {
    this.#next ??= this.#writeAfter(this.#current);
    return this.#next;
  }

  async #writeAfter(current: Promise<void>): Promise<void> {
    // Whoever waits for the current write hears of its failure; this write takes over what it left.
    await current.catch(() => undefined);
    const batch = [...this.#pending];
    this.#current = this.#writeBatch(batch);
    this.#next = undefined;
    await this.#current;
  }

  async #writeBatch(batch: readonly AuditEntry[]): Promise<void> {
    await Promise.all(batch.map(entry => this.#append(entry)));
    this.#pending.splice(0, batch.length);
  }

  /** A conflict means that an earlier try, which seemed to fail, had written this very entry. */
  async #append(entry: AuditEntry): Promise<void> {
    const id = `${entry.chain}.${String(entry.number).padStart(10, '0')}`;
    await this.#store.put(auditCollection, id, entry, { expectVersion: 0 });
  }
}
