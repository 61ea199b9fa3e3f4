/** One durable record: the commands that were committed together. Its bytes mean nothing to the log. */
export interface LogRecord {
  /** Position of the record in the log: 0, 1, 2 … without a gap (rule R4). */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Personal text that belongs to a command but must not be in the log (rule R18), so that it can be erased. */
export interface Annotation {
  /** Id of the command it belongs to. */
  readonly id: string;
  readonly text: string;
}

/**
 * Receives durable records in log order, each exactly once per subscription. It may be asynchronous: the log then
 * waits before it delivers more. A throw ends the subscription and halts the log.
 */
export type RecordHandler = (records: readonly LogRecord[]) => void | Promise<void>;

export interface SubscriptionOptions {
  /**
   * For one whose records nobody waits for, as events that are told later: that it is behind says nothing about the process.
   * Default: false.
   */
  readonly isAside?: boolean;
}

export interface LogSubscription {
  /** Resolves when every record that was durable at the time of the subscription has been handled. */
  readonly caughtUp: Promise<void>;
  /** Stops delivery; resolves when the handler is no longer running. */
  close(): Promise<void>;
}

/**
 * One totally ordered, durable, append-only log for one ledger. The order of the log is the only lock in the system. A log
 * may be open in one process or be shared by many; a shared one shows all of them the same records at the same offsets.
 *
 * A log halts (rule R17) when it can no longer promise its contract: after a failed commit, a gap, or a corrupt
 * record. It then calls the `onHalt` it was created with and refuses everything with `log_closed`.
 */
export interface CommandLog {
  /** The largest record {@link append} takes, in bytes. */
  readonly maxRecordBytes: number;

  /**
   * Appends one record and its annotations; resolves once both are durable. Records are delivered to subscribers in
   * the order of the log, which need not be the order of the calls. Never says where the record landed: answers are
   * matched by command id (rule R1).
   *
   * A record that had to be sent again may be in the log twice, at two offsets, however rarely: what it says must be
   * harmless when it is said twice (rule R2). Where annotations have a store of their own and it fails, the append does not wait for it: they
   * can be read here at once, are saved when the store is back, and are lost only if this process ends before.
   *
   * @throws PortError `log_append_unknown` the record may or may not be in the log; `log_record_too_large`, `log_closed`
   *   and `store_unavailable` (too much is waiting) it is not.
   */
  append(record: Uint8Array, annotations: readonly Annotation[]): Promise<void>;

  /**
   * Delivers every record from `fromOffset` on, first those in the log, then new ones as they become durable.
   * A second subscription is independent of the first.
   *
   * @throws PortError through `caughtUp` and the halt: `log_corrupt` when a stored record fails its checksum, or the
   *   offsets have a gap or end too early; `log_foreign` when a record is not ours.
   */
  subscribe(fromOffset: number, handler: RecordHandler, options?: SubscriptionOptions): LogSubscription;

  /** Offset that the next record will get, as of now. @throws PortError `store_unavailable` when nobody can say */
  end(): Promise<number>;

  /** The stored texts of those of `ids` that have one. @throws PortError `store_unavailable` */
  annotations(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** Erases the text of a command for good. Resolves also when there was none. @throws PortError `store_unavailable` */
  eraseAnnotation(id: string): Promise<void>;

  /** Waits for appends under way, then releases the log for another process. */
  close(): Promise<void>;
}
