import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { openSqliteAdapters } from '@fintech/adapter-sqlite';
import { FakeClock, tempDirectory } from '@fintech/testkit';
import { Replica } from '../../src/ledger/replica.ts';
import type { ReplicaOptions } from '../../src/ledger/replica-options.ts';

const sha256 = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer');
/** After so many commands without one an audit is due, whatever was drawn. */
const auditedWithin = 20_000;

/** A replica on real SQLite; a new one over the same directory is a restart. */
async function open(directory: string) {
  await using stack = new AsyncDisposableStack();
  const onHalt = (error: unknown): never => {
    throw error;
  };
  const adapters = stack.use(await openSqliteAdapters({ directory, onHalt }));
  let ids = Date.now();
  const options: ReplicaOptions = {
    ...adapters,
    clock: new FakeClock(),
    idSource: { next: () => (ids++).toString(16).padStart(32, '0') },
    ledger: { sha256 },
    maxPending: 2 * auditedWithin,
    answerWithinMs: 30_000,
    snapshotEvery: 1_000_000,
    onHalt,
    onWarning: () => undefined,
  };
  const replica = await Replica.start(options);
  stack.defer(() => replica.close());
  const owned = stack.move();
  return { replica, entryStore: adapters.entryStore, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

test('R5 the hash chain is stated in the log every ten to twenty thousand commands, and a restart agrees with it', async () => {
  await using directory = await tempDirectory();
  let chain = '';
  {
    await using opened = await open(directory.path);
    const { replica, entryStore } = opened;
    await Promise.all(Array.from({ length: auditedWithin }, () => replica.submit({ kind: 'tick' })));
    // The audit is appended behind the command that made it due, and before this one.
    const { position } = await replica.submit({ kind: 'tick' });
    assert.ok(await replica.visible(position, 10_000));
    const outcomes = await entryStore.outcomes(1, position);
    const audits = outcomes.filter(({ kind }) => kind === 'audit');
    assert.ok(audits.length > 0);
    for (const { code } of audits) assert.equal(code, 'applied');
    chain = replica.ledger.chain;
  }
  await using reopened = await open(directory.path);
  assert.equal(reopened.replica.ledger.chain, chain);
});
