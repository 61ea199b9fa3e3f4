import { ByteWriter } from './byte-writer.ts';
import { chainBytes } from './codec.ts';
import type { Decision } from './decision.ts';
import { readHex } from './id.ts';
import { outcomeCodes } from './outcome.ts';

export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** How many chain values are kept, so that an audit can be compared that lands after records it did not know of. */
export const chainHistory = 256;

const codeNumbers = new Map(outcomeCodes.map((code, number) => [code, number]));

/**
 * The hash chain over all records and their outcomes (rule R5). Two replicas with the same chain value have read the
 * same log and decided the same. A value is
 *
 * ```
 * chain   = sha256( previous:32 offset:u53 length:u32 record { outcome } )       previous of the first: zeros
 * outcome = position:u53 code:u8 count:u8 { detail:i64 }
 * detail  = original position when replayed | index of the refused leg | from and to balance after each posted leg
 * ```
 */
export class Chain {
  readonly #input = new ByteWriter(1024);
  /** Ring of values: the one after record `n` stands at slot `n mod chainHistory`. */
  readonly #values = new Uint8Array(chainHistory * chainBytes);
  readonly #view = new DataView(this.#values.buffer);

  /** Starts the value of the record at `offset`. */
  begin(offset: number, record: Uint8Array): void {
    this.#input.clear();
    this.#input.bytes(this.#value(offset));
    this.#input.i64(offset);
    this.#input.u32(record.length);
    this.#input.bytes(record);
  }

  /** Adds what became of the command at `position`. */
  add(position: number, { code, original, leg, balances }: Decision): void {
    this.#input.i64(position);
    this.#input.u8(codeNumbers.get(code) ?? 0);
    const detail = original ?? leg;
    this.#input.u8(detail === undefined ? balances.length : 1);
    if (detail !== undefined) this.#input.i64(detail);
    for (const balance of balances) this.#input.i64(balance);
  }

  /** Ends the value of the record at `offset`. */
  end(offset: number, sha256: Sha256): void {
    this.#value(offset + 1).set(sha256(this.#input.written()));
  }

  /** The value before the record at `nextOffset`, 64 hex digits. It must be one of the last `chainHistory`. */
  hex(nextOffset: number): string {
    return readHex(this.#view, this.#at(nextOffset), chainBytes);
  }

  /** All kept values, for a snapshot and from one. */
  get values(): Uint8Array {
    return this.#values;
  }

  #value(nextOffset: number): Uint8Array {
    const at = this.#at(nextOffset);
    return this.#values.subarray(at, at + chainBytes);
  }

  #at(nextOffset: number): number {
    return (nextOffset % chainHistory) * chainBytes;
  }
}
