import type { BusEvent } from './event-bus.ts';

/** A stored document. `version` starts at 1 and grows by one with each write. */
export interface Stored<T> {
  readonly id: string;
  readonly version: number;
  readonly value: T;
}

/** An index over one top-level string or number field of the documents of a collection. */
export interface IndexSpec {
  readonly field: string;
  /** No two documents may have the same value. Documents without the field are not in the index. */
  readonly unique?: boolean;
}

export interface CollectionSpec {
  readonly name: string;
  readonly indexes: readonly IndexSpec[];
}

/**
 * What a write may find: `ok`; `conflict`, another version is stored than the one expected;
 * `duplicate`, a unique index holds the value already. In the last two nothing was written.
 */
export type PutOutcome = 'ok' | 'conflict' | 'duplicate';

export interface PutOptions {
  /** Write only over this version; 0 means "only if there is none". Without it the write always wins. */
  readonly expectVersion?: number;
  /** Events published if and only if the write happens, in the same durable step (an outbox). */
  readonly events?: readonly OutboxEvent[];
}

export interface OutboxEvent {
  readonly topic: string;
  readonly event: BusEvent;
}

export interface Query {
  /** An indexed field of the collection. */
  readonly field: string;
  readonly equals: string | number;
  /** Newest write first when true. Order is by insertion. Default false. */
  readonly newestFirst?: boolean;
  /** 1 … 1000. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Give it to the next query to go on; absent on the last page. */
  readonly nextCursor?: string;
}

/**
 * Ordinary documents: users, preferences, audit entries. Small on purpose. A write resolves once it is durable; a read
 * sees every write that resolved before it. Values are plain JSON.
 *
 * @throws PortError `store_unavailable` from every method.
 */
export interface DocumentStore {
  get<T>(collection: CollectionSpec, id: string): Promise<Stored<T> | undefined>;
  put<T>(collection: CollectionSpec, id: string, value: T, options?: PutOptions): Promise<PutOutcome>;
  /** Resolves to whether there was such a document. */
  delete(collection: CollectionSpec, id: string): Promise<boolean>;
  query<T>(collection: CollectionSpec, query: Query): Promise<Page<Stored<T>>>;
}
