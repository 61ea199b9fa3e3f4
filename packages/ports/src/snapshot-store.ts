export interface SnapshotInfo {
  /** Offset of the first record that is not part of the snapshot. */
  readonly nextOffset: number;
  readonly bytes: number;
}

/**
 * Keeps ledger snapshots. Saving is atomic: a torn snapshot is never listed.
 *
 * @throws PortError `store_unavailable`
 */
export interface SnapshotStore {
  save(nextOffset: number, snapshot: Uint8Array): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly SnapshotInfo[]>;
  /** Undefined when there is none, or when the store sees that the bytes are not those that were saved. */
  load(nextOffset: number): Promise<Uint8Array | undefined>;
  /** Deletes all but the newest `keep`. */
  prune(keep: number): Promise<void>;
}
