import { writeHex } from './id.ts';

const wordRange = 2 ** 32;

/** Writes the fields of the wire formats one after another. All integers are big-endian. Grows as needed. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #length = 0;

  /** `capacity` in bytes saves growing when the length is known. */
  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  u8(value: number): void {
    const at = this.#reserve(1);
    this.#view.setUint8(at, value);
  }

  u16(value: number): void {
    const at = this.#reserve(2);
    this.#view.setUint16(at, value);
  }

  u32(value: number): void {
    const at = this.#reserve(4);
    this.#view.setUint32(at, value);
  }

  /** A safe integer in eight bytes, negative ones in two's complement. */
  i64(value: number): void {
    const at = this.#reserve(8);
    const high = Math.floor(value / wordRange);
    this.#view.setInt32(at, high);
    this.#view.setUint32(at + 4, value - high * wordRange);
  }

  /** Whether they were lowercase hex digits, two for each byte. */
  hex(digits: string): boolean {
    const at = this.#reserve(digits.length / 2);
    return writeHex(this.#view, at, digits);
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Starts over, keeping the space. */
  clear(): void {
    this.#length = 0;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** What was written from `start` on. It stays as it is when more is written, until the writer is cleared. */
  written(start = 0): Uint8Array {
    return this.#bytes.subarray(start, this.#length);
  }

  /** Returns where the next `count` bytes go. Called before the buffer is looked up, because growing replaces it. */
  #reserve(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }
}
