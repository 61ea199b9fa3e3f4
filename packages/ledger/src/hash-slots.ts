/** What a search answers that finds nothing. */
export const absent = -1;

const slotBytes = 8;
const hashAt = 4;
const slotsAtFirst = 64;

/**
 * The slots of an open-addressing hash table with linear probing. It knows an entry by its number and its 32-bit hash;
 * what the entry is, is kept by the owner of the table, who looks one up like this:
 *
 * ```ts
 * for (let slot = slots.first(hash); slot !== absent; slot = slots.next(slot, hash)) {
 *   const entry = slots.entry(slot);
 *   if (isTheOne(entry)) return entry;
 * }
 * return absent;
 * ```
 *
 * The hashes lie in the slots, so that a search almost never looks at an entry that is not the one: with millions of
 * entries each look would be a cache miss.
 */
export class HashSlots {
  /** Per slot the entry's number plus one, 0 when free, and then its hash. */
  #slots = new DataView(new ArrayBuffer(slotsAtFirst * slotBytes));
  #mask = slotsAtFirst - 1;
  #size = 0;

  /** The first slot that holds an entry with this hash, or `absent`. */
  first(hash: number): number {
    return this.#search(hash & this.#mask, hash);
  }

  /** The next slot after `slot` that holds an entry with this hash, or `absent`. */
  next(slot: number, hash: number): number {
    return this.#search((slot + 1) & this.#mask, hash);
  }

  entry(slot: number): number {
    return this.#slots.getUint32(slot * slotBytes) - 1;
  }

  /** `entry` (0 … 2^32−2) must not be in the table yet. `hash` is 0 … 2^32−1. */
  insert(hash: number, entry: number): void {
    // At three quarters full a search that finds nothing passes about eight slots, which is one or two cache lines.
    if ((this.#size + 1) * 4 > (this.#mask + 1) * 3) this.#grow();
    this.#place(hash, entry);
    this.#size++;
  }

  /** `entry` must be in the table. Those behind it move up, so that no search meets a hole before its goal. */
  remove(hash: number, entry: number): void {
    let hole = hash & this.#mask;
    while (this.entry(hole) !== entry) hole = (hole + 1) & this.#mask;
    for (let slot = (hole + 1) & this.#mask; this.entry(slot) !== absent; slot = (slot + 1) & this.#mask) {
      const distanceFromHome = (slot - this.#hash(slot)) & this.#mask;
      const distanceFromHole = (slot - hole) & this.#mask;
      if (distanceFromHome < distanceFromHole) continue;
      this.#set(hole, this.#hash(slot), this.entry(slot));
      hole = slot;
    }
    this.#set(hole, 0, absent);
    this.#size--;
  }

  #search(from: number, hash: number): number {
    for (let slot = from; this.entry(slot) !== absent; slot = (slot + 1) & this.#mask) {
      if (this.#hash(slot) === hash) return slot;
    }
    return absent;
  }

  #hash(slot: number): number {
    return this.#slots.getUint32(slot * slotBytes + hashAt);
  }

  #place(hash: number, entry: number): void {
    let slot = hash & this.#mask;
    while (this.entry(slot) !== absent) slot = (slot + 1) & this.#mask;
    this.#set(slot, hash, entry);
  }

  #set(slot: number, hash: number, entry: number): void {
    this.#slots.setUint32(slot * slotBytes, entry + 1);
    this.#slots.setUint32(slot * slotBytes + hashAt, hash);
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new DataView(new ArrayBuffer(old.byteLength * 2));
    this.#mask = this.#mask * 2 + 1;
    for (let at = 0; at < old.byteLength; at += slotBytes) {
      const entry = old.getUint32(at) - 1;
      if (entry !== absent) this.#place(old.getUint32(at + hashAt), entry);
    }
  }
}
