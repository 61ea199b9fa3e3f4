/** A fact for other services. The id is deterministic, so that a repeat can be recognised (rule R13). */
export interface BusEvent {
  readonly id: string;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Plain JSON, described in `@fintech/contracts`. */
  readonly data: unknown;
}

/** Handles one event. A throw means "not yet": the same event is delivered again, after a growing delay. */
export type EventHandler = (event: BusEvent) => Promise<void>;

export interface BusSubscription {
  /** Stops delivery; resolves when no handler is running. */
  close(): Promise<void>;
}

/**
 * Durable topics. Each group sees every event of a topic at least once, in the order of publication, one at a time.
 *
 * @throws PortError `store_unavailable`
 */
export interface EventBus {
  /** Resolves once the events are durable. An id that the topic already has is ignored. */
  publish(topic: string, events: readonly BusEvent[]): Promise<void>;
  /** Starts where the group stopped; a new group starts at the first event that the topic still has. */
  subscribe(topic: string, group: string, handler: EventHandler): BusSubscription;
  /** Resolves when every group has handled all events published before the call. For tests and clean shut-down. */
  drained(): Promise<void>;
}
