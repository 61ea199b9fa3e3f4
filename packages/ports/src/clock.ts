/** Wall-clock time. Only services and apps read it; the ledger gets its time from the log (rule R7). */
export interface Clock {
  /** Milliseconds since 1970. May jump in both directions. */
  now(): number;
}
