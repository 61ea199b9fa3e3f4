/** How far one command may move ledger time forward, in milliseconds: five minutes. */
export const maxTimeStepMs = 300_000;

/**
 * Ledger time after a command that was stamped with `stamped` (rule R7). It never goes back, and it takes no leap: a clock
 * that is far ahead, for one command or for a moment, cannot carry the ledger into a future from which it would not return.
 */
export function movedTime(time: number, stamped: number): number {
  return Math.max(time, Math.min(stamped, time + maxTimeStepMs));
}
