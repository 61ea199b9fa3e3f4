const firstCapacity = 1024;

/** A list of numbers that grows at its end. It holds no objects, so a garbage collector has nothing to visit in it. */
export class Column {
  #values = new Float64Array(firstCapacity);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** @throws RangeError when there is none */
  at(index: number): number {
    const value = index < this.#length ? this.#values[index] : undefined;
    if (value === undefined) throw new RangeError(`there is no value ${index} of ${this.#length}`);
    return value;
  }
}
