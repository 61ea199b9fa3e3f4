import type { AppliedRecord, EntryStore } from '@fintech/ports';

/**
 * How long records are gathered before they are written, in milliseconds, while nobody waits for them. One large
 * transaction costs the store far less than many small ones.
 */
const gatherMs = 50;

interface Reader {
  readonly position: number;
  readonly wake: (reached: boolean) => void;
}

/**
 * Writes applied records to the read model, many at a time, and lets readers wait for their own writes. It remembers
 * nothing across restarts: the store's checkpoint says where to go on, and the store ignores repeats (rule R12).
 */
export class Projector {
  readonly #store: Pick<EntryStore, 'write'>;
  readonly #onFailure: (error: unknown) => void;
  #queue: AppliedRecord[] = [];
  #readers: Reader[] = [];
  #writing: Promise<void> | undefined;
  /** Ends the gathering at once. */
  #hurry: (() => void) | undefined;
  #draining = false;
  #position: number;

  /** `position`: the last one that is in the store already. */
  constructor(store: Pick<EntryStore, 'write'>, position: number, onFailure: (error: unknown) => void) {
    this.#store = store;
    this.#position = position;
    this.#onFailure = onFailure;
  }

  /** Position of the last command that readers can see. */
  get position(): number {
    return this.#position;
  }

  /** Records applied but not yet visible to readers. */
  get lag(): number {
    return this.#queue.length;
  }

  add(record: AppliedRecord): void {
    this.#queue.push(record);
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when everything added so far is written. */
  async drained(): Promise<void> {
    this.#draining = true;
    this.#hurry?.();
    await this.#writing;
    this.#draining = false;
  }

  /** Resolves to whether the position became visible within `timeoutMs`. */
  waitFor(position: number, timeoutMs: number): Promise<boolean> {
    if (position <= this.#position) return Promise.resolve(true);
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        this.#readers = this.#readers.filter(other => other !== reader);
        resolve(false);
      }, timeoutMs);
      const reader: Reader = {
        position,
        wake: reached => {
          clearTimeout(timer);
          resolve(reached);
        },
      };
      this.#readers.push(reader);
      this.#hurry?.();
    });
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        await this.#gather();
        const records = this.#queue;
        this.#queue = [];
        await this.#store.write(records);
        this.#advance(records.at(-1));
      }
    } catch (error) {
      this.#onFailure(error);
    } finally {
      this.#writing = undefined;
    }
  }

  /** Lets records come together, unless somebody waits for them. */
  async #gather(): Promise<void> {
    if (this.#draining || this.#readers.length > 0) return;
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, gatherMs);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#hurry = undefined;
  }

  #advance(last: AppliedRecord | undefined): void {
    if (last === undefined) return;
    this.#position = last.firstPosition + last.outcomes.length - 1;
    if (this.#readers.length === 0) return;
    const reached = this.#readers.filter(reader => reader.position <= this.#position);
    this.#readers = this.#readers.filter(reader => reader.position > this.#position);
    for (const reader of reached) reader.wake(true);
  }
}
