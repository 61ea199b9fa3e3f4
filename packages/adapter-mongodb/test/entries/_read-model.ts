import type { AppliedRecord, EntryStore } from '@fintech/ports';
import { appliedRecords } from '@fintech/testkit';

const { alice, bob, id } = appliedRecords;

/** All that can be read, to compare read models with each other. */
export async function readEverything(store: EntryStore, lastOffset: number) {
  return {
    checkpoint: await store.checkpoint(),
    digests: await store.digests(0, lastOffset + 10),
    outcomes: await store.outcomes(0, Number.MAX_SAFE_INTEGER),
    entries: await store.entriesBetween(0, Number.MAX_SAFE_INTEGER),
    ofAlice: await store.entries({ accountId: alice, limit: 200 }),
    incoming: await store.entries({ accountId: alice, limit: 200, direction: 'in' }),
    accounts: [await store.account(alice), await store.account(bob), ...(await store.accountsOf(alice))],
    totals: await store.totals(),
    last: await store.transaction(id(lastOffset * 2 + 1)),
    lastOutcome: await store.outcomeOf(id(lastOffset * 2 + 2)),
  };
}

/** Transfers between Alice and Bob in which Alice is frozen and opened again now and then. */
export function history(end: number): AppliedRecord[] {
  return appliedRecords.transfers(0, end).map(record => ({
    ...record,
    accounts: record.accounts.map(account =>
      account.accountId === alice
        ? { ...account, status: Math.floor(record.offset / 7) % 2 === 0 ? 'open' : 'frozen' }
        : account,
    ),
  }));
}
