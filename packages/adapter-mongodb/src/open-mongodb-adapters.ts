import type {
  AnnotationStore,
  CollectionSpec,
  DocumentStore,
  EntryStore,
  EventBus,
  SnapshotStore,
} from '@fintech/ports';
import { MongodbAnnotationStore } from './annotations/annotation-store.ts';
import { ensureCollection } from './connection/collections.ts';
import { type ConnectionOptions, MongodbConnection } from './connection/connection.ts';
import { toPortError } from './connection/failure.ts';
import { definitions } from './definitions.ts';
import { definitionOf } from './documents/document-collection.ts';
import { MongodbDocumentStore } from './documents/document-store.ts';
import { OutboxRelay } from './documents/outbox-relay.ts';
import { MongodbEntryStore } from './entries/entry-store.ts';
import { MongodbSnapshotStore } from './snapshots/snapshot-store.ts';

export interface MongodbAdaptersOptions {
  /** Connection string of a replica set, with the user, all members and the name of the set. */
  readonly url: string;
  /** Default `fintech_app`. */
  readonly database?: string;
  /** Collections of documents that are prepared and checked at the start; others are at their first use. */
  readonly collections?: readonly CollectionSpec[];
  /** Longest time that one call of the database may take, in milliseconds. Default 5000. */
  readonly operationTimeoutMs?: number;
  /**
   * For how long a projector waits for the one whose turn it is before it writes itself, in milliseconds. Default 1000;
   * with 0 all of them always write.
   */
  readonly takeOverAfterMs?: number;
}

/** Every port that is kept in MongoDB. Disposing of it stops the relays and closes the connections. */
export interface MongodbAdapters extends AsyncDisposable {
  readonly documentStore: DocumentStore;
  readonly entryStore: EntryStore;
  readonly snapshotStore: SnapshotStore;
  readonly annotationStore: AnnotationStore;
  /** Publishes the events of the document store on a bus, from now on; `onFailure` is told of each try that failed. */
  relayOutbox(eventBus: Pick<EventBus, 'publish'>, onFailure: (error: unknown) => void): OutboxRelay;
}

/** An index over all that is stored may have to be built. */
const setUpTimeoutMs = 600_000;

/**
 * Connects to a replica set, and creates or checks the collections with their validators and indexes.
 *
 * @throws PortError `unsafe_settings` when the server, the URL, a validator or an index cannot keep the promises of the ports,
 *   saying what to change; `store_unavailable`
 */
export async function openMongodbAdapters(options: MongodbAdaptersOptions): Promise<MongodbAdapters> {
  const { url, database = 'fintech_app', operationTimeoutMs = 5000, takeOverAfterMs = 1000 } = options;
  const connection = await MongodbConnection.open({ url, database, operationTimeoutMs });
  try {
    await setUp({ url, database, operationTimeoutMs: setUpTimeoutMs }, options.collections ?? []);
  } catch (error) {
    await connection[Symbol.asyncDispose]();
    throw toPortError(error);
  }
  const relays = new Set<OutboxRelay>();
  const documentStore = new MongodbDocumentStore({
    connection,
    reserved: definitions.map(({ name }) => name),
    onEvents: () => {
      for (const relay of relays) relay.wake();
    },
  });
  return {
    documentStore,
    entryStore: new MongodbEntryStore(connection, takeOverAfterMs),
    snapshotStore: new MongodbSnapshotStore(connection),
    annotationStore: new MongodbAnnotationStore(connection),
    relayOutbox(eventBus, onFailure) {
      const relay = new OutboxRelay({ connection, eventBus, onFailure });
      relays.add(relay);
      return relay;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...relays].map(relay => relay[Symbol.asyncDispose]()));
      await connection[Symbol.asyncDispose]();
    },
  };
}

/** Over a connection of its own, on which an index over much data may take its time. */
async function setUp(options: ConnectionOptions, collections: readonly CollectionSpec[]): Promise<void> {
  await using connection = await MongodbConnection.open(options);
  const all = [...definitions, ...collections.map(definitionOf)];
  await Promise.all(all.map(definition => ensureCollection(connection.database, definition)));
}
