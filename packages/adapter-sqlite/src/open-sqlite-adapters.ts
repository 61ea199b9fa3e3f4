import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type {
  CommandLog,
  DocumentStore,
  EntryStore,
  EventBus,
  SessionStore,
  SnapshotStore,
} from '@fintech/ports';
import { AppCalls } from './app/app-calls.ts';
import { SqliteDocumentStore } from './app/document-store.ts';
import { SqliteEventBus } from './app/event-bus.ts';
import { SqliteSessionStore } from './app/session-store.ts';
import { SqliteEntryStore } from './entries/entry-store.ts';
import { SqliteCommandLog } from './log/command-log.ts';
import { FileSnapshotStore, syncDirectory } from './snapshot-store.ts';

export interface SqliteAdaptersOptions {
  /** Holds all data. Created when it is missing; one process at a time may use it. */
  readonly directory: string;
  /** Called once, with the reason, when the command log can no longer promise its contract (rule R17). */
  readonly onHalt: (reason: unknown) => void;
}

/** Every stateful port over one directory. Disposing of it waits for calls under way and releases the directory. */
export interface SqliteAdapters extends AsyncDisposable {
  readonly commandLog: CommandLog;
  readonly entryStore: EntryStore;
  readonly documentStore: DocumentStore;
  readonly sessionStore: SessionStore;
  readonly eventBus: EventBus;
  readonly snapshotStore: SnapshotStore;
}

/**
 * Opens the three database files of a directory, each on a thread of its own, and its snapshots.
 * @throws PortError `log_locked` when another process uses the directory; `log_foreign`, `log_corrupt`,
 *   `store_corrupt`, `store_unavailable`
 */
export async function openSqliteAdapters({
  directory,
  onHalt,
}: SqliteAdaptersOptions): Promise<SqliteAdapters> {
  const created = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (created !== undefined) await syncDirectory(dirname(created));

  const opening = [
    SqliteCommandLog.open({ file: join(directory, 'log.db'), onHalt }),
    SqliteEntryStore.open(join(directory, 'read-model.db')),
    AppCalls.open(join(directory, 'app.db')),
  ] as const;
  await closeAllUnlessAllOpened(opening);
  const [commandLog, entryStore, calls] = await Promise.all(opening);
  const eventBus = new SqliteEventBus(calls.to('events'));
  return {
    commandLog,
    entryStore,
    eventBus,
    documentStore: new SqliteDocumentStore(calls.to('documents'), eventBus),
    sessionStore: new SqliteSessionStore(calls.to('sessions')),
    snapshotStore: await FileSnapshotStore.open(join(directory, 'snapshots')),
    // What delivers is closed before what its handlers may write to.
    async [Symbol.asyncDispose]() {
      await commandLog.close();
      await eventBus[Symbol.asyncDispose]();
      await Promise.all([entryStore[Symbol.asyncDispose](), calls[Symbol.asyncDispose]()]);
    },
  };
}

async function closeAllUnlessAllOpened(opening: readonly Promise<AsyncDisposable>[]): Promise<void> {
  const settled = await Promise.allSettled(opening);
  if (settled.every(result => result.status === 'fulfilled')) return;
  for (const result of settled) {
    if (result.status === 'fulfilled') await result.value[Symbol.asyncDispose]();
  }
}
