import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Ledger, LedgerOptions } from '@fintech/ledger';

/** What a thread that rebuilds a ledger is given. */
export interface SnapshotToRead {
  readonly settings: Omit<LedgerOptions, 'sha256'>;
  readonly snapshot: Uint8Array;
}

/**
 * Rebuilds a ledger from a snapshot on a thread of its own and tells what has become of it. For a million accounts and keys
 * that takes most of a second, in which this thread goes on answering. The bytes are handed over: they are empty here afterwards.
 *
 * @throws Error when the snapshot cannot be used
 */
export async function readSnapshotAside(
  { sha256: _, ...settings }: LedgerOptions,
  bytes: Uint8Array,
): Promise<Pick<Ledger, 'nextOffset' | 'chain'>> {
  // A small one may share its memory with something else, which must not go with it.
  const isAlone = bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer;
  const snapshot = isAlone ? bytes : bytes.slice();
  const workerData: SnapshotToRead = { settings, snapshot };
  const worker = new Worker(new URL('./snapshot-thread.ts', import.meta.url), {
    workerData,
    transferList: snapshot.buffer instanceof ArrayBuffer ? [snapshot.buffer] : [],
  });
  const [facts] = await once(worker, 'message');
  return facts;
}
