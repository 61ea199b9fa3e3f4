import { hash } from 'node:crypto';
import { type Id, systemId } from '@fintech/ledger';

/** 128 bits of SHA-256 over parts that cannot run into each other. */
export function fingerprint(...parts: readonly (string | number)[]): Id {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}

/**
 * A person has one account per currency, and its id follows from both. So opening it twice, from anywhere, is harmless.
 */
export const accountIdFor = (ownerId: Id, currency: string): Id => fingerprint('account', ownerId, currency);

/** The account that stands for everything outside: money enters and leaves the ledger through it. */
export const worldAccountId = (currency: string): Id => accountIdFor(systemId, currency);
