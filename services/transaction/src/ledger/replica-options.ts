import type { Id, Ledger, LedgerOptions } from '@fintech/ledger';
import type { Clock, CommandLog, EntryStore, IdSource, SnapshotStore } from '@fintech/ports';
import type { Replicas } from './ledger-clock.ts';
import type { SnapshotInterval } from './snapshot-keeper.ts';

export type ReadSnapshot = (
  options: LedgerOptions,
  bytes: Uint8Array,
) => Promise<Pick<Ledger, 'nextOffset' | 'chain'>>;

export interface ReplicaOptions {
  readonly commandLog: CommandLog;
  readonly entryStore: EntryStore;
  readonly snapshotStore: SnapshotStore;
  readonly clock: Clock;
  readonly idSource: IdSource;
  readonly ledger: LedgerOptions;
  /** Default `one`. */
  readonly replicas?: Replicas;
  /** Names this replica among the others: opaque, and the same after a restart where that can be. Default: a new one. */
  readonly replicaId?: Id;
  /** What runs here, for whoever reads the log later: up to 64 printable ASCII characters. Default: nothing. */
  readonly build?: string;
  /** Commands that wait for their answer before new ones are refused with `overloaded` (rule R11). */
  readonly maxPending: number;
  /** Commands that wait to be written to the read model before new ones are refused (rule R11). Default 200,000. */
  readonly maxBacklog?: number;
  readonly answerWithinMs: number;
  /** How much of the log lies between two snapshots. Default 500,000 commands or 100,000 records. */
  readonly snapshotEvery?: SnapshotInterval;
  /** Rebuilds a ledger from a snapshot, and tells what has become of it; the bytes may be used up. Throws when it cannot. */
  readonly readSnapshot: ReadSnapshot;
  /** Called once when the replica can no longer be trusted (rule R17). Nothing is answered afterwards. */
  readonly onHalt: (error: unknown) => void;
  readonly onWarning: (message: string) => void;
}
