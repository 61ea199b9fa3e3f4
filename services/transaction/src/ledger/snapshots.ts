import { Ledger, LedgerHalt, type LedgerOptions } from '@fintech/ledger';
import type { SnapshotStore } from '@fintech/ports';

const kept = 3;

/**
 * The newest usable snapshot that is not beyond `maxOffset`, or an empty ledger. A snapshot that cannot be read is passed
 * over: the log holds everything it held.
 */
export async function restoreLedger(
  store: SnapshotStore,
  options: LedgerOptions,
  maxOffset: number,
  onUnusable: (nextOffset: number) => void,
): Promise<Ledger> {
  for (const { nextOffset } of await store.list()) {
    if (nextOffset > maxOffset) continue;
    const bytes = await store.load(nextOffset);
    try {
      if (bytes !== undefined) return Ledger.restore(options, bytes);
    } catch (error) {
      if (!(error instanceof LedgerHalt)) throw error;
      onUnusable(nextOffset);
    }
  }
  return new Ledger(options);
}

/** A ledger as it was at one moment. */
export interface TakenSnapshot {
  readonly nextOffset: number;
  readonly chain: string;
  readonly bytes: Uint8Array;
}

export function takeSnapshot(ledger: Ledger): TakenSnapshot {
  return { nextOffset: ledger.nextOffset, chain: ledger.chain, bytes: ledger.snapshot() };
}

/**
 * Saves a snapshot, and counts it only after it was read back, rebuilt by `read` and found equal (rule R9).
 *
 * @throws Error when it does not read back as it was written; PortError `store_unavailable`
 */
export async function saveSnapshot(
  store: SnapshotStore,
  { nextOffset, chain, bytes }: TakenSnapshot,
  read: (bytes: Uint8Array) => Promise<Pick<Ledger, 'nextOffset' | 'chain'>>,
): Promise<void> {
  await store.save(nextOffset, bytes);
  const saved = await store.load(nextOffset);
  const restored = saved === undefined ? undefined : await read(saved);
  if (restored?.chain !== chain || restored.nextOffset !== nextOffset) {
    throw new Error('it does not read back as it was written');
  }
  await store.prune(kept);
}
