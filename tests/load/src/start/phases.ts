import { Ledger } from '@fintech/ledger';
import type { CommandLog, EntryStore, LogRecord, SnapshotStore } from '@fintech/ports';
import { sha256 } from '@fintech/runtime';

export interface Stores {
  readonly commandLog: Pick<CommandLog, 'subscribe'>;
  readonly snapshotStore: SnapshotStore;
  readonly entryStore: Pick<EntryStore, 'digests'>;
}

const digestsAtOnce = 500;

/**
 * What a start consists of, each part by itself and in this process, with its time. A replica that starts says nothing about
 * them. @throws Error when the ledger refused any command of the log
 */
export async function timePhases({
  commandLog,
  snapshotStore,
  entryStore,
}: Stores): Promise<readonly string[]> {
  const lines: string[] = [];
  const time = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
    const startedAt = performance.now();
    const result = await work();
    lines.push(`${what.padEnd(48)} ${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s`);
    return result;
  };
  const [newest] = await snapshotStore.list();
  if (newest === undefined) throw new Error('there is no snapshot');
  const megabytes = (newest.bytes / 2 ** 20).toFixed(0);
  const bytes = await time(`load the newest snapshot (${megabytes} MB)`, () =>
    snapshotStore.load(newest.nextOffset),
  );
  if (bytes === undefined) throw new Error('the snapshot cannot be read');
  await time('restore the ledger from it', async () => Ledger.restore({ sha256 }, bytes));
  await time('read the whole log', () => readAll(commandLog, () => undefined));
  const ledger = new Ledger({ sha256 });
  await time('read the whole log and apply it', () => readAll(commandLog, record => applyTo(ledger, record)));
  await time('read the chain of each record', () => readDigests(entryStore, ledger.nextOffset));
  return lines;
}

async function readAll(
  log: Pick<CommandLog, 'subscribe'>,
  onRecord: (record: LogRecord) => void,
): Promise<void> {
  const subscription = log.subscribe(0, records => records.forEach(onRecord));
  await subscription.caughtUp;
  await subscription.close();
}

function applyTo(ledger: Ledger, { offset, bytes }: LogRecord): void {
  const refused = ledger.applyRecord(offset, bytes).results.find(({ code }) => code !== 'applied');
  if (refused !== undefined) throw new Error(`command ${refused.position} was refused: ${refused.code}`);
}

async function readDigests(entryStore: Pick<EntryStore, 'digests'>, end: number): Promise<void> {
  for (let offset = 0; offset < end; offset += digestsAtOnce) await entryStore.digests(offset, digestsAtOnce);
}
