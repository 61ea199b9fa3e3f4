import { ByteWriter } from './byte-writer.ts';
import { chainBytes } from './codec.ts';
import type { Decision } from './decision.ts';
import { readHex } from './id.ts';
import type { OutcomeCode } from './outcome.ts';

export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** How many chain values are kept, so that an audit can be compared that lands after records it did not know of. */
export const chainHistory = 256;

/** Never changes: a new code gets the next number, wherever it stands in the order of precedence. */
const codeNumbers: Readonly<Record<OutcomeCode, number>> = {
  malformed: 0,
  genesis_exists: 1,
  idempotency_conflict: 2,
  replayed: 3,
  command_too_old: 4,
  command_expired: 5,
  currency_unknown: 6,
  account_exists: 7,
  account_limit_reached: 8,
  same_account: 9,
  account_not_found: 10,
  account_not_owned: 11,
  currency_mismatch: 12,
  account_closed: 13,
  account_frozen: 14,
  account_not_frozen: 15,
  balance_not_zero: 16,
  insufficient_funds: 17,
  balance_overflow: 18,
  logic_not_newer: 19,
  applied: 20,
  logic_not_supported: 21,
};

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
    this.#input.u8(codeNumbers[code]);
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
