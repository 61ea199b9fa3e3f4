import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EntryStore } from '@fintech/ports';
import { tempDirectory } from '@fintech/testkit';
import { verifyLedger } from '../../src/books/verify-ledger.ts';
import { openReplica, sha256 } from '../ledger/_replica.ts';

const hexId = (number: number) => number.toString(16).padStart(32, 'a');
const account = (number: number) => ({
  kind: 'open_account' as const,
  role: 'customer' as const,
  accountId: hexId(number),
  ownerId: hexId(number),
  currency: 'EUR',
});

/** Calls `between` once whenever something else than the last time is about to be read. */
function interrupted(entryStore: EntryStore, between: () => Promise<void>): EntryStore {
  let last: PropertyKey = '';
  return new Proxy(entryStore, {
    get(store, name) {
      const member: unknown = Reflect.get(store, name);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]) => {
        const isAnother = name !== last;
        last = name;
        if (isAnother) await between();
        return Reflect.apply(member, store, given);
      };
    },
  });
}

test('books are proved while the system is at work', async () => {
  await using directory = await tempDirectory();
  await using opened = await openReplica(directory.path);
  const { commandLog, entryStore, replica } = opened;
  let accounts = 0;
  const work = async () => {
    const { position } = await replica.submit(account(++accounts));
    assert.ok(await replica.visible(position, 10_000));
  };
  await work();
  await work();
  const report = await verifyLedger(
    { commandLog, entryStore: interrupted(entryStore, work) },
    { sha256 },
    () => undefined,
  );
  assert.deepEqual(report.problems, []);
  assert.ok(accounts > 5, 'accounts were opened meanwhile');
});
