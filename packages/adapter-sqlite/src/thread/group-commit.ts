import { setImmediate } from 'node:timers/promises';

/**
 * What belongs to one group: all that arrives within one `turn` of the event loop, or only what `waits` because a commit
 * is under way. The latter is for callers that group by themselves: it commits a turn earlier.
 */
export type Gathering = 'turn' | 'waits';

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits together what arrives while the last commit is under way, so that one flush of the disk serves many callers.
 * Groups are committed one after another, items in the order of their arrival.
 */
export class GroupCommit<Item, Result> {
  /** Bounds the memory and the duration of one transaction. */
  static readonly maxItems = 512;

  readonly #commit: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #gathering: Gathering;
  readonly #waiting: Waiting<Item, Result>[] = [];
  #running: Promise<void> | undefined;

  /** `commit` resolves to one result per item. When it throws, all items of the group fail with that error. */
  constructor(commit: (items: readonly Item[]) => Promise<readonly Result[]>, gathering: Gathering = 'turn') {
    this.#commit = commit;
    this.#gathering = gathering;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (this.#gathering === 'turn') await setImmediate();
      await this.#commitGroup(this.#waiting.splice(0, GroupCommit.maxItems));
    }
    this.#running = undefined;
  }

  async #commitGroup(group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#commit(group.map(waiting => waiting.item));
      for (const [i, result] of results.entries()) group[i]?.resolve(result);
    } catch (error) {
      for (const waiting of group) waiting.reject(error);
    }
  }
}
