/** What must not be and was seen nevertheless. A run with one has failed. */
export class Violations {
  readonly #listed: string[] = [];
  readonly #onFirst: (what: string) => void;
  #count = 0;

  /** `onFirst` is told about the first one, so that the run can end while everything is still as it was. */
  constructor(onFirst: (what: string) => void = () => undefined) {
    this.#onFirst = onFirst;
  }

  get count(): number {
    return this.#count;
  }

  /** The first hundred. */
  get listed(): readonly string[] {
    return this.#listed;
  }

  add(what: string): void {
    this.#count += 1;
    if (this.#listed.length < maxListed) this.#listed.push(what);
    if (this.#count === 1) this.#onFirst(what);
  }

  addAll(found: Iterable<string>): void {
    for (const what of found) this.add(what);
  }
}

const maxListed = 100;
