import { invariant } from './halt.ts';
import { absent, HashSlots } from './hash-slots.ts';
import { copyId, hashId, sameId } from './id.ts';

/**
 * A remembered key, in memory and in a snapshot:
 *
 * ```
 * key = fingerprint:16 request_hash:8 position:f64 time:f64
 * ```
 *
 * Of the request hash the first half is kept: it only tells a repeat from a mistake, within one caller's own key.
 */
const column = { fingerprint: 0, requestHash: 16, position: 24, time: 32 } as const;
export const keyBytes = 40;

const chunkBits = 12;
const keysPerChunk = 2 ** chunkBits;
const chunkBytes = keysPerChunk * keyBytes;
/** Numbers wrap here; far more than the keys that are ever alive at once. */
const numberMask = 2 ** 31 - 1;

/**
 * The idempotency keys of the key window (rules R2, R3): a queue, since keys expire in the order in which they came,
 * with a hash table beside it. The queue consists of chunks, so it grows without copying and gives memory back.
 * A key is named by its number, counted from the first key ever.
 */
export class KeyTable {
  /** Oldest first. The first one holds the key `#oldest`. */
  readonly #chunks: DataView[] = [];
  #oldest = 0;
  #next = 0;
  /** Time of the youngest key. */
  #latest = 0;
  readonly #slots = new HashSlots();

  get size(): number {
    return (this.#next - this.#oldest) & numberMask;
  }

  /** Number of the key whose fingerprint stands at `at`, or `absent`. */
  find(view: DataView, at: number): number {
    const hash = hashId(view, at);
    for (let slot = this.#slots.first(hash); slot !== absent; slot = this.#slots.next(slot, hash)) {
      const key = this.#slots.entry(slot);
      if (sameId(this.#chunk(key), this.#row(key) + column.fingerprint, view, at)) return key;
    }
    return absent;
  }

  hasRequestHash(key: number, view: DataView, at: number): boolean {
    const chunk = this.#chunk(key);
    const row = this.#row(key) + column.requestHash;
    return chunk.getUint32(row) === view.getUint32(at) && chunk.getUint32(row + 4) === view.getUint32(at + 4);
  }

  /** Position of the command that brought the key. */
  position(key: number): number {
    return this.#chunk(key).getFloat64(this.#row(key) + column.position);
  }

  /**
   * Remembers a new key; its fingerprint and then its request hash stand at `at`. It is forgotten by `time`, and never before
   * an older key.
   */
  remember(view: DataView, at: number, position: number, time: number): void {
    this.#latest = Math.max(this.#latest, time);
    const key = this.#append();
    const chunk = this.#chunk(key);
    const row = this.#row(key);
    copyId(view, at, chunk, row + column.fingerprint);
    chunk.setUint32(row + column.requestHash, view.getUint32(at + 16));
    chunk.setUint32(row + column.requestHash + 4, view.getUint32(at + 20));
    chunk.setFloat64(row + column.position, position);
    chunk.setFloat64(row + column.time, this.#latest);
    this.#slots.insert(hashId(view, at), key);
  }

  /** Forgets the keys remembered before `time`. */
  forgetBefore(time: number): void {
    while (this.#oldest !== this.#next && this.#time(this.#oldest) < time) {
      const fingerprintAt = this.#row(this.#oldest) + column.fingerprint;
      this.#slots.remove(hashId(this.#chunk(this.#oldest), fingerprintAt), this.#oldest);
      this.#oldest = (this.#oldest + 1) & numberMask;
      if (this.#oldest % keysPerChunk === 0) this.#chunks.shift();
    }
  }

  /** The rows of all keys, oldest first, in pieces; valid until the table changes. */
  *rows(): Iterable<Uint8Array> {
    let left = this.size;
    let first = this.#oldest % keysPerChunk;
    for (const chunk of this.#chunks) {
      const count = Math.min(left, keysPerChunk - first);
      yield new Uint8Array(chunk.buffer, first * keyBytes, count * keyBytes);
      left -= count;
      first = 0;
    }
  }

  /** Fills an empty table with what {@link rows} gave. */
  restore(rows: Uint8Array): void {
    const view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength);
    let latest = 0;
    for (let row = 0; row < rows.length; row += keyBytes) {
      const time = view.getFloat64(row + column.time);
      invariant(time >= latest && this.find(view, row) === absent, 'keys are unique and in order');
      this.remember(view, row, view.getFloat64(row + column.position), time);
      latest = time;
    }
  }

  /** Makes room for one more key and returns its number. */
  #append(): number {
    const key = this.#next;
    const isFirstOfChunk = key % keysPerChunk === 0;
    if (isFirstOfChunk) this.#chunks.push(new DataView(new ArrayBuffer(chunkBytes)));
    this.#next = (key + 1) & numberMask;
    return key;
  }

  #time(key: number): number {
    return this.#chunk(key).getFloat64(this.#row(key) + column.time);
  }

  #chunk(key: number): DataView {
    const firstOfOldestChunk = this.#oldest - (this.#oldest % keysPerChunk);
    const chunk = this.#chunks[((key - firstOfOldestChunk) & numberMask) >> chunkBits];
    invariant(chunk !== undefined, 'a key in the table has a chunk');
    return chunk;
  }

  #row(key: number): number {
    return (key % keysPerChunk) * keyBytes;
  }
}
