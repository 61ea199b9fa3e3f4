import { createHash } from 'node:crypto';
import type { LedgerOptions } from '@fintech/ledger';

export const hourMs = 3_600_000;

/** Two hours instead of two days, so that keys grow too old within a history. */
export const ledgerOptions: Required<LedgerOptions> = {
  sha256: bytes => createHash('sha256').update(bytes).digest(),
  keyWindowMs: 2 * hourMs,
  maxAccounts: 24,
};

/** Who uses the system in a history. */
export interface Person {
  readonly id: string;
  readonly username: string;
}
