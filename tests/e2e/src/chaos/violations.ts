/** What must not be and was seen nevertheless. A run with one has failed. */
export class Violations {
  readonly #listed: string[] = [];
  readonly #onWrong: (what: string) => void;
  #count = 0;

  /** `onWrong` is told about what makes all that follows worthless, so that the run can end while everything is as it was. */
  constructor(onWrong: (what: string) => void = () => undefined) {
    this.#onWrong = onWrong;
  }

  get count(): number {
    return this.#count;
  }

  /** The first hundred. */
  get listed(): readonly string[] {
    return this.#listed;
  }

  /** Something wrong: an answer, the books, a process. */
  add(what: string): void {
    this.addSlow(what);
    this.#onWrong(what);
  }

  /** Something that took longer than it may; the run goes on. */
  addSlow(what: string): void {
    this.#count += 1;
    if (this.#listed.length < maxListed) this.#listed.push(what);
  }

  addAll(found: Iterable<string>): void {
    for (const what of found) this.add(what);
  }
}

const maxListed = 100;
