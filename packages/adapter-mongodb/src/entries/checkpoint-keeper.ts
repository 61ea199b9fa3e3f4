import type { Checkpoint } from '@fintech/ports';
import type { ClientSession, Collection } from 'mongodb';
import type { MongodbConnection } from '../connection/connection.ts';
import { type CheckpointDocument, checkpoints } from './entry-collections.ts';

/** The database of one ledger has one checkpoint. */
const _id = 'ledger';

/** Reads and moves the checkpoint of the read model. */
export class CheckpointKeeper {
  readonly #connection: MongodbConnection;

  constructor(connection: MongodbConnection) {
    this.#connection = connection;
  }

  /** Undefined when nothing was ever written. */
  async read(): Promise<CheckpointDocument | undefined> {
    return (
      (await this.#connection.call(session => this.#collection.findOne({ _id }, { session }))) ?? undefined
    );
  }

  async readIn(session: ClientSession): Promise<Checkpoint> {
    const found = await this.#collection.findOne({ _id }, { session });
    return { nextOffset: found?.nextOffset ?? 0, position: found?.position ?? 0 };
  }

  /**
   * Moves the checkpoint, but never back, and resolves to where it is then. Every row before `to` must be durable, by this
   * writer from record `from` on. Resolves to undefined, and moves nothing, when the checkpoint is before `from`: somebody
   * has put an older database in the place of the one that the writer knew.
   *
   * @param writer who moves it; noted when there is no writer yet, or when `claim` is true
   */
  async advance(
    from: number,
    to: Checkpoint,
    writer: string,
    claim: boolean,
  ): Promise<CheckpointDocument | undefined> {
    const replacement = {
      _id,
      // Both grow together, so the later one of each belongs to one and the same record.
      nextOffset: { $max: ['$nextOffset', to.nextOffset] },
      position: { $max: ['$position', to.position] },
      writer: claim ? writer : { $ifNull: ['$writer', writer] },
    };
    const filter = from === 0 ? { _id } : { _id, nextOffset: { $gte: from } };
    const moved = await this.#connection.call(session =>
      this.#collection.findOneAndUpdate(filter, [{ $replaceWith: replacement }], {
        upsert: from === 0,
        returnDocument: 'after',
        session,
      }),
    );
    return moved ?? undefined;
  }

  get #collection(): Collection<CheckpointDocument> {
    return this.#connection.collection<CheckpointDocument>(checkpoints.name);
  }
}
