import { hash } from 'node:crypto';
import type { Id } from '@fintech/ledger';

/** 128 bits of SHA-256 over parts that cannot run into each other. */
export function fingerprint(...parts: readonly (string | number)[]): Id {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}
