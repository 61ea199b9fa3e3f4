/** What a slot holds that holds no entry; so a table's answer when there is none. */
export const absent = -1;

const slotBytes = 4;
const slotsAtFirst = 64;

/**
 * The slots of an open-addressing hash table with linear probing. It knows entries by number only; what they are is
 * kept by its owner, who looks one up like this:
 *
 * ```ts
 * for (let slot = slots.home(hash); ; slot = slots.next(slot)) {
 *   const entry = slots.at(slot);
 *   if (entry === absent || isTheOne(entry)) return entry;
 * }
 * ```
 */
export class HashSlots {
  readonly #hashOf: (entry: number) => number;
  /** Per slot the entry's number plus one; 0 is free. */
  #slots = new DataView(new ArrayBuffer(slotsAtFirst * slotBytes));
  #mask = slotsAtFirst - 1;
  #size = 0;

  /** `hashOf` gives the 32-bit hash of an entry that is in the table. */
  constructor(hashOf: (entry: number) => number) {
    this.#hashOf = hashOf;
  }

  home(hash: number): number {
    return hash & this.#mask;
  }

  next(slot: number): number {
    return (slot + 1) & this.#mask;
  }

  at(slot: number): number {
    return this.#slots.getUint32(slot * slotBytes) - 1;
  }

  /** `entry` (0 … 2^32−2) must not be in the table yet. */
  insert(entry: number): void {
    // At three quarters full a search that finds nothing looks at about eight slots.
    if ((this.#size + 1) * 4 > (this.#mask + 1) * 3) this.#grow();
    this.#place(entry);
    this.#size++;
  }

  /** `entry` must be in the table. Those behind it move up, so that no search meets a hole before its goal. */
  remove(entry: number): void {
    let hole = this.home(this.#hashOf(entry));
    while (this.at(hole) !== entry) hole = this.next(hole);
    for (let slot = this.next(hole); this.at(slot) !== absent; slot = this.next(slot)) {
      const distanceFromHome = (slot - this.home(this.#hashOf(this.at(slot)))) & this.#mask;
      const distanceFromHole = (slot - hole) & this.#mask;
      if (distanceFromHome < distanceFromHole) continue;
      this.#set(hole, this.at(slot));
      hole = slot;
    }
    this.#set(hole, absent);
    this.#size--;
  }

  #place(entry: number): void {
    let slot = this.home(this.#hashOf(entry));
    while (this.at(slot) !== absent) slot = this.next(slot);
    this.#set(slot, entry);
  }

  #set(slot: number, entry: number): void {
    this.#slots.setUint32(slot * slotBytes, entry + 1);
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new DataView(new ArrayBuffer(old.byteLength * 2));
    this.#mask = this.#mask * 2 + 1;
    for (let at = 0; at < old.byteLength; at += slotBytes) {
      const entry = old.getUint32(at) - 1;
      if (entry !== absent) this.#place(entry);
    }
  }
}
