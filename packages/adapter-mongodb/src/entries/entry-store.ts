import { type AppliedRecord, type Checkpoint, type EntryStore, PortError } from '@fintech/ports';
import type { MongodbConnection } from '../connection/connection.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { EntryReader } from './entry-reader.ts';
import { EntryWriter } from './entry-writer.ts';
import { ProjectionTurn } from './projection-turn.ts';

/** Commands whose rows are written before the checkpoint is moved. Others see progress, and no write takes long. */
const commandsPerStep = 2000;

/**
 * The ledger's read model in MongoDB. Rows are written first, then the checkpoint is moved over them; readers look at what
 * is before the checkpoint only. So a write is one step for them, although it is none for the database, and rows that a
 * projector left when it died are not seen until another one has written the rest.
 */
export class MongodbEntryStore extends EntryReader implements EntryStore {
  readonly #writer: EntryWriter;
  readonly #turn: ProjectionTurn;
  /** The write under way; writes of one process follow each other. */
  #writing: Promise<void> = Promise.resolve();

  constructor(connection: MongodbConnection, takeOverAfterMs: number) {
    const keeper = new CheckpointKeeper(connection);
    super(connection, keeper);
    this.#writer = new EntryWriter(connection);
    this.#turn = new ProjectionTurn(keeper, takeOverAfterMs);
  }

  async write(records: readonly AppliedRecord[]): Promise<void> {
    const before = this.#writing;
    const write = before.then(() => this.#writeAll(records));
    this.#writing = write.catch(() => undefined);
    await write;
  }

  async #writeAll(records: readonly AppliedRecord[]): Promise<void> {
    const [first, last] = [records[0], records.at(-1)];
    if (first === undefined || last === undefined) return;
    records.forEach(({ offset }, i) => {
      if (offset !== first.offset + i) throw missing(first.offset + i);
    });
    for (;;) {
      const nextOffset = await this.#turn.next(first.offset, last.offset + 1);
      if (first.offset > nextOffset) throw missing(nextOffset);
      const written = nextOffset - first.offset;
      this.#writer.passOver(records.slice(0, written));
      const step = firstStep(records, written);
      const checkpoint = checkpointBehind(step);
      if (checkpoint === undefined) return;
      await this.#writer.write(step);
      await this.#turn.written(nextOffset, checkpoint);
    }
  }
}

/** Records from index `start` on that are written together: at least one, when there is one. */
function firstStep(records: readonly AppliedRecord[], start: number): readonly AppliedRecord[] {
  let commands = 0;
  let end = start;
  for (; end < records.length && commands < commandsPerStep; end++)
    commands += records[end]?.outcomes.length ?? 0;
  return records.slice(start, end);
}

function checkpointBehind(records: readonly AppliedRecord[]): Checkpoint | undefined {
  const last = records.at(-1);
  return last && { nextOffset: last.offset + 1, position: last.firstPosition + last.outcomes.length - 1 };
}

function missing(offset: number): PortError {
  return new PortError('store_corrupt', `Record ${offset} was never written.`);
}
