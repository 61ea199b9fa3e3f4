import type { AccountRow, AppliedRecord } from '@fintech/ports';
import type { AccountDocument } from './entry-collections.ts';

/** About 20 MB when full. */
const maxRemembered = 100_000;

/**
 * Finds the accounts that a projector must write. Nearly every account row differs from the one before in its balance
 * alone, which is not stored; so rows are compared with those seen last. Every change in the log is written by every
 * projector that comes past it, unless the checkpoint did so first: what others write in the meantime does not matter.
 */
export class AccountChanges {
  readonly #seen = new Map<string, AccountRow>();
  /** Records before this offset have been seen. */
  #seenTo = 0;

  /** Accounts that `records` open or change, or that have not been seen yet, as they stand at the end. */
  in(records: readonly AppliedRecord[]): AccountDocument[] {
    const rows = new Map<string, AccountRow>();
    const changes = new Map<string, AccountDocument>();
    for (const { offset, accounts } of records) {
      for (const row of accounts) {
        const { accountId, ownerId, currency, status, openedAt } = row;
        const known = rows.get(accountId) ?? this.#seen.get(accountId);
        rows.set(accountId, row);
        // An account that changes and changes back is written too: another projector may have written the state between.
        if (known === undefined || differs(known, row) || changes.has(accountId))
          changes.set(accountId, { _id: accountId, ownerId, currency, status, openedAt, offset });
      }
    }
    return [...changes.values()];
  }

  /** Says that the records are written, by whomever. */
  written(records: readonly AppliedRecord[]): void {
    for (const { offset, accounts } of records) {
      if (offset < this.#seenTo) continue;
      // Changes in records that were passed over are unknown.
      if (offset > this.#seenTo) this.#seen.clear();
      this.#seenTo = offset + 1;
      for (const row of accounts) {
        if (this.#seen.size >= maxRemembered) this.#seen.clear();
        this.#seen.set(row.accountId, row);
      }
    }
  }
}

function differs(a: AccountRow, b: AccountRow): boolean {
  return (
    a.status !== b.status || a.ownerId !== b.ownerId || a.currency !== b.currency || a.openedAt !== b.openedAt
  );
}
