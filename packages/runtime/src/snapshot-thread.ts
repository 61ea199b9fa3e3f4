import { parentPort, workerData } from 'node:worker_threads';
import { Ledger } from '@fintech/ledger';
import type { SnapshotToRead } from './read-snapshot.ts';
import { sha256 } from './system.ts';

// The body of the thread: one snapshot, one answer. Whatever is thrown here rejects the call that started it. Without a
// parent, as when everything is compiled before the start, there is nothing to read.
if (parentPort !== null) {
  const { settings, snapshot }: SnapshotToRead = workerData;
  const { nextOffset, chain } = Ledger.restore({ ...settings, sha256 }, snapshot);
  parentPort.postMessage({ nextOffset, chain });
}
