import type { LogRecord } from '@fintech/ports';

/** The newest records of the log, so that a subscriber that keeps up never needs the disk. */
export class RecentRecords {
  readonly #maxBytes: number;
  #records: LogRecord[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(records: readonly LogRecord[]): void {
    for (const record of records) {
      this.#records.push(record);
      this.#bytes += record.bytes.length;
    }
    if (this.#bytes > this.#maxBytes) this.#dropOldest();
  }

  /** Records from `offset` to the end; none when `offset` is not among the newest. */
  from(offset: number): readonly LogRecord[] {
    const first = this.#records[0];
    return first === undefined || offset < first.offset ? [] : this.#records.slice(offset - first.offset);
  }

  // Drops half, so that the cost of moving the rest is shared by many records.
  #dropOldest(): void {
    let dropped = 0;
    for (const { bytes } of this.#records) {
      if (this.#bytes <= this.#maxBytes / 2) break;
      this.#bytes -= bytes.length;
      dropped += 1;
    }
    this.#records = this.#records.slice(dropped);
  }
}
