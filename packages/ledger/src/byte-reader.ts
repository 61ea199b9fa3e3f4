const wordRange = 2 ** 32;
/** The high word of 2^53−1. */
const highWordMax = 2 ** 21 - 1;

/**
 * Reads the fields of the wire formats. Never throws: what is beyond the end or out of range is read as 0 and makes
 * {@link complete} false, so a decoder reads to the end and asks once.
 */
export class ByteReader {
  readonly #view: DataView;
  readonly #end: number;
  #at: number;
  #failed = false;

  /** Reads `view` from `start` up to `end`. */
  constructor(view: DataView, start: number, end: number) {
    this.#view = view;
    this.#at = start;
    this.#end = end;
    this.#failed = start > end || end > view.byteLength;
  }

  /** Whether every field was there and in range, and nothing is left over. */
  get complete(): boolean {
    return !this.#failed && this.#at === this.#end;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Declares what was read out of range. */
  fail(): void {
    this.#failed = true;
  }

  /** Passes over `count` bytes and returns where they start. */
  skip(count: number): number {
    const at = this.#at;
    if (this.#failed || count > this.#end - at) {
      this.#failed = true;
      return -1;
    }
    this.#at = at + count;
    return at;
  }

  u8(): number {
    const at = this.skip(1);
    return at < 0 ? 0 : this.#view.getUint8(at);
  }

  u16(): number {
    const at = this.skip(2);
    return at < 0 ? 0 : this.#view.getUint16(at);
  }

  u32(): number {
    const at = this.skip(4);
    return at < 0 ? 0 : this.#view.getUint32(at);
  }

  /** A whole number, 0 … 2^53−1, in eight bytes. */
  u53(): number {
    const at = this.skip(8);
    if (at < 0) return 0;
    const high = this.#view.getUint32(at);
    if (high > highWordMax) {
      this.#failed = true;
      return 0;
    }
    return high * wordRange + this.#view.getUint32(at + 4);
  }
}
