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
 * Durable topics. Each group sees every event of a topic at least once, in the order of publication, one at a time. Where
 * many processes share a bus, those that subscribe in the name of the same group share its events: one of them handles them
 * all, and another goes on when that one is closed or gone. A process that has only been silent for too long may still be
 * handling an event then, which is why handlers must not mind a repeat.
 *
 * @throws PortError `store_unavailable`
 */
export interface EventBus {
  /**
   * Resolves once the events are durable. An id that the topic already has is ignored; a bus need not look further back
   * than the last ten thousand events. After an error some of the events, from the first on, may have been published: the
   * same call may be made again.
   */
  publish(topic: string, events: readonly BusEvent[]): Promise<void>;
  /** Starts where the group stopped; a new group starts at the first event that the topic still has. */
  subscribe(topic: string, group: string, handler: EventHandler): BusSubscription;
  /**
   * Resolves when every group that this process subscribes in the name of has handled all events published before the call.
   * For tests and clean shut-down.
   */
  drained(): Promise<void>;
}
