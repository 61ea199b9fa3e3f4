/** Random numbers that follow from a seed alone (the generator is sfc32). Not for secrets. */
export class SeededRandom {
  readonly #state: Uint32Array;

  /** `seed`: a whole number; its lowest 32 bits count. */
  constructor(seed: number) {
    this.#state = Uint32Array.of(0x9e3779b9, 0x243f6a88, seed, 1);
    // Neighbouring seeds start alike; a few rounds drive them apart.
    for (let round = 0; round < 15; round++) this.#word();
  }

  /** A whole number, `low … high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor((this.#word() / 2 ** 32) * (high - low + 1));
  }

  /** True with the given probability, 0 … 1. */
  chance(probability: number): boolean {
    return this.#word() < probability * 2 ** 32;
  }

  /** One of `items`, which must not be empty. */
  pick<Item>(items: readonly Item[]): Item {
    const [item] = items.slice(this.between(0, items.length - 1));
    if (item === undefined) throw new RangeError('there is nothing to pick from');
    return item;
  }

  /** 32 lowercase hex digits. */
  id(): string {
    return Array.from({ length: 4 }, () => this.#word().toString(16).padStart(8, '0')).join('');
  }

  #word(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.#state;
    const word = (a + b + counter) >>> 0;
    this.#state.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + word, counter + 1]);
    return word;
  }
}
