import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { openSqliteAdapters } from '@fintech/adapter-sqlite';
import type { EntryStore } from '@fintech/ports';
import { FakeClock, tempDirectory } from '@fintech/testkit';
import { verifyLedger } from '../../src/books/verify-ledger.ts';
import { Replica } from '../../src/ledger/replica.ts';

const sha256 = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer');
const hexId = (number: number) => number.toString(16).padStart(32, 'a');
const account = (number: number) => ({
  kind: 'open_account' as const,
  role: 'customer' as const,
  accountId: hexId(number),
  ownerId: hexId(number),
  currency: 'EUR',
});

/** A replica that appends to its log and writes its read model, and the stores of both. */
async function open(directory: string) {
  await using stack = new AsyncDisposableStack();
  const onHalt = (error: unknown): never => {
    throw error;
  };
  const adapters = stack.use(await openSqliteAdapters({ directory, onHalt }));
  let ids = 0;
  const replica = await Replica.start({
    ...adapters,
    clock: new FakeClock(),
    idSource: { next: () => hexId(ids++) },
    ledger: { sha256 },
    maxPending: 10,
    answerWithinMs: 30_000,
    snapshotEvery: 1_000_000,
    onHalt,
    onWarning: () => undefined,
  });
  stack.defer(() => replica.close());
  const owned = stack.move();
  const open = async (number: number) => {
    const { position } = await replica.submit(account(number));
    assert.ok(await replica.visible(position, 10_000));
  };
  return { ...adapters, open, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

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
  await using opened = await open(directory.path);
  const { commandLog, entryStore } = opened;
  let accounts = 0;
  const work = () => opened.open(++accounts);
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
