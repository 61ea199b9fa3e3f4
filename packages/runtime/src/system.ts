import { hash, randomBytes } from 'node:crypto';
import type { Clock, IdSource } from '@fintech/ports';

export const systemClock: Clock = { now: () => Date.now() };

/**
 * Ids in the layout of UUID version 7 (RFC 9562 §5.7), written as 32 hex digits: 48 bits of time, then random. Rows with
 * such ids lie next to each other in an index in the order they were made, which keeps inserts cheap.
 */
export const timeOrderedIds = (clock: Clock): IdSource => ({
  next: () => {
    const random = randomDigits();
    const time = clock.now().toString(16).padStart(12, '0');
    return `${time}7${random.slice(0, 3)}8${random.slice(3)}`;
  },
});

const digitsPerId = 18;
let pool = '';
let used = 0;

/** Random digits are drawn for many ids at once: one call to the system costs as much as 200 ids. */
function randomDigits(): string {
  if (used + digitsPerId > pool.length) {
    pool = randomBytes(4608).toString('hex');
    used = 0;
  }
  used += digitsPerId;
  return pool.slice(used - digitsPerId, used);
}

/** SHA-256 for the ledger, which imports nothing itself. */
export const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');
