import { type Annotation, type AnnotationStore, PortError } from '@fintech/ports';
import { describeError } from '../client/failures.ts';
import { GrowingDelay, pause } from '../client/waiting.ts';

export interface AnnotationKeeperOptions {
  readonly store: AnnotationStore;
  readonly onWarning: (message: string) => void;
}

interface Kept {
  readonly text: string;
  /** Settled by the first attempt to save it, however that ends. */
  readonly attempted: PromiseWithResolvers<void>;
}

/** More than this is refused, so that a long outage of the store costs a bounded amount of memory. */
export const maxKeptAnnotations = 10_000;
const maxKeptCharacters = 8 * 1024 * 1024;
const savedAtOnce = 500;
const waitForStoreMs = 1000;

/**
 * Saves annotations beside the log. Money does not wait for them: while the store is unavailable they are kept in memory
 * and tried again. What is in memory is lost when the process is killed, and so is the text of those few transfers.
 */
export class AnnotationKeeper {
  readonly #options: AnnotationKeeperOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #stopping = new AbortController();
  #keptCharacters = 0;
  #saving: Promise<void> | undefined;
  #attempt: { readonly ids: ReadonlySet<string>; readonly done: Promise<void> } | undefined;
  #storeFails = false;

  constructor(options: AnnotationKeeperOptions) {
    this.#options = options;
  }

  /** @throws PortError `store_unavailable` when too many are kept already */
  assertRoom(): void {
    if (this.#kept.size < maxKeptAnnotations && this.#keptCharacters < maxKeptCharacters) return;
    throw new PortError('store_unavailable', 'Too many descriptions are waiting for their store.');
  }

  /** Resolves when all are saved, or when the store has failed to do so and they are kept. */
  async save(annotations: readonly Annotation[]): Promise<void> {
    if (annotations.length === 0) return;
    const attempted = Promise.withResolvers<void>();
    for (const { id, text } of annotations) {
      if (this.#kept.has(id)) continue;
      this.#kept.set(id, { text, attempted });
      this.#keptCharacters += text.length;
    }
    this.#saving ??= this.#saveAll();
    const patience = new AbortController();
    await Promise.race([attempted.promise, pause(waitForStoreMs, patience.signal)]);
    patience.abort();
  }

  /** @throws PortError `store_unavailable` when a text that is not in memory cannot be read */
  async find(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const elsewhere = ids.filter(id => !this.#kept.has(id));
    const found = new Map(elsewhere.length > 0 ? await this.#options.store.find(elsewhere) : []);
    for (const id of ids) {
      const text = this.#kept.get(id)?.text;
      if (text !== undefined) found.set(id, text);
    }
    return found;
  }

  /** @throws PortError `store_unavailable`; the text may be readable again once the store is back */
  async erase(id: string): Promise<void> {
    this.#forget(id);
    // What is on its way to the store must be there before it can be erased from it.
    if (this.#attempt?.ids.has(id)) await this.#attempt.done;
    await this.#options.store.erase(id);
  }

  /** Tries for at most `withinMs` to save what is kept; says how much had to be given up. */
  async close(withinMs: number): Promise<void> {
    const patience = new AbortController();
    await Promise.race([this.#saving, pause(withinMs, patience.signal)]);
    patience.abort();
    this.#stopping.abort();
    if (this.#kept.size === 0) return;
    this.#options.onWarning(`${this.#kept.size} descriptions could not be saved and are lost`);
  }

  async #saveAll(): Promise<void> {
    const delay = new GrowingDelay(100, 5000);
    while (this.#kept.size > 0 && !this.#stopping.signal.aborted) {
      if (await this.#saveSome()) delay.reset();
      else await delay.wait(this.#stopping.signal);
    }
    this.#saving = undefined;
  }

  async #saveSome(): Promise<boolean> {
    const batch = [...this.#kept].slice(0, savedAtOnce);
    const done = Promise.withResolvers<void>();
    this.#attempt = { ids: new Set(batch.map(([id]) => id)), done: done.promise };
    try {
      await this.#options.store.save(batch.map(([id, { text }]) => ({ id, text })));
      for (const [id] of batch) this.#forget(id);
      this.#storeFails = false;
      return true;
    } catch (error) {
      if (!this.#storeFails)
        this.#options.onWarning(
          `descriptions are kept in memory, their store fails: ${describeError(error)}`,
        );
      this.#storeFails = true;
      return false;
    } finally {
      for (const [, { attempted }] of batch) attempted.resolve();
      this.#attempt = undefined;
      done.resolve();
    }
  }

  #forget(id: string): void {
    this.#keptCharacters -= this.#kept.get(id)?.text.length ?? 0;
    this.#kept.delete(id);
  }
}
