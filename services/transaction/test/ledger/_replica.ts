import { hash } from 'node:crypto';
import { openSqliteAdapters } from '@fintech/adapter-sqlite';
import { Ledger } from '@fintech/ledger';
import type { EntryStore } from '@fintech/ports';
import { FakeClock } from '@fintech/testkit';
import { Replica } from '../../src/ledger/replica.ts';
import type { ReplicaOptions } from '../../src/ledger/replica-options.ts';

export const sha256 = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer');

export interface OpenOptions extends Partial<Pick<ReplicaOptions, 'maxPending' | 'maxBacklog'>> {
  /** What the replica writes its read model to, instead of SQLite. */
  readonly entryStore?: (real: EntryStore) => EntryStore;
}

/** A replica on real SQLite; a new one over the same directory is a restart. */
export async function openReplica(directory: string, { entryStore, ...options }: OpenOptions = {}) {
  await using stack = new AsyncDisposableStack();
  const onHalt = (error: unknown): never => {
    throw error;
  };
  const adapters = stack.use(await openSqliteAdapters({ directory, onHalt }));
  let ids = Date.now();
  const replica = await Replica.start({
    ...adapters,
    ...(entryStore === undefined ? {} : { entryStore: entryStore(adapters.entryStore) }),
    clock: new FakeClock(),
    idSource: { next: () => (ids++).toString(16).padStart(32, '0') },
    ledger: { sha256 },
    maxPending: 100,
    answerWithinMs: 30_000,
    readSnapshot: async (options, bytes) => Ledger.restore(options, bytes),
    onHalt,
    onWarning: () => undefined,
    ...options,
  });
  stack.defer(() => replica.close());
  const owned = stack.move();
  return { ...adapters, replica, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
