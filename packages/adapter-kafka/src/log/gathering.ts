/** How long records come together before they are fetched, in milliseconds. Whoever follows is later by as much at most. */
const gatherMs = 20;

/**
 * Lets the records of other processes come together, because one fetch of several costs the brokers and this process far
 * less than several fetches of one. Nobody gathers while this process appends: somebody waits for what becomes of it.
 */
export class Gathering {
  readonly #waiting = new Set<() => void>();
  #appends = 0;

  /** Resolves after a time, or as soon as this process appends something. */
  wait(): Promise<void> {
    if (this.#appends > 0) return Promise.resolve();
    return new Promise(resolve => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, gatherMs);
      this.#waiting.add(end);
    });
  }

  /** Ends all gathering, and lets none begin before `append` settles. */
  async during(append: Promise<void>): Promise<void> {
    this.#appends += 1;
    for (const end of this.#waiting) end();
    try {
      await append;
    } finally {
      this.#appends -= 1;
    }
  }
}
