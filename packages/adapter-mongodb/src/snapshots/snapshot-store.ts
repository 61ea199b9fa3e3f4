import { createHash, randomUUID } from 'node:crypto';
import type { SnapshotInfo, SnapshotStore } from '@fintech/ports';
import { Binary, type Collection } from 'mongodb';
import type { MongodbConnection } from '../connection/connection.ts';
import { type Chunk, type Manifest, snapshotChunks, snapshots } from './snapshot-collections.ts';

/** Small enough that each is replicated well within the time that a call may take. */
const chunkBytes = 2 * 1024 * 1024;
/** Chunks without a manifest may belong to a save under way; after a day they are what a crash left. */
const leftoverAfterMs = 86_400_000;

/**
 * Snapshots in chunks. The manifest is written last and deleted first, so what it says is there is complete. Everything is
 * written under an id of its save: processes that save the same offset do not mix their chunks.
 */
export class MongodbSnapshotStore implements SnapshotStore {
  readonly #connection: MongodbConnection;

  constructor(connection: MongodbConnection) {
    this.#connection = connection;
  }

  async save(nextOffset: number, snapshot: Uint8Array): Promise<void> {
    const saveId = randomUUID();
    const hash = createHash('sha256');
    for (let start = 0; start < snapshot.length; start += chunkBytes) {
      const bytes = snapshot.subarray(start, start + chunkBytes);
      hash.update(bytes);
      const [number, savedAt, data] = [start / chunkBytes, new Date(), new Binary(bytes)];
      await this.#connection.call(session =>
        this.#chunks.insertOne({ _id: chunkId(saveId, number), saveId, savedAt, data }, { session }),
      );
    }
    const manifest = { bytes: snapshot.length, sha256: hash.digest('hex'), saveId };
    const replaced = await this.#connection.call(session =>
      this.#manifests.findOneAndReplace({ _id: nextOffset }, manifest, { upsert: true, session }),
    );
    if (replaced !== null) await this.#deleteChunks([replaced.saveId]);
  }

  async list(): Promise<readonly SnapshotInfo[]> {
    return (await this.#list()).map(({ _id, bytes }) => ({ nextOffset: _id, bytes }));
  }

  async load(nextOffset: number): Promise<Uint8Array | undefined> {
    const manifest = await this.#manifest(nextOffset);
    if (manifest === undefined) return undefined;
    const bytes = await this.#read(manifest);
    if (bytes !== undefined) return bytes;
    // Another process may have replaced it between the two reads. If not, it is damaged, and as good as none.
    const now = await this.#manifest(nextOffset);
    return now === undefined || now.saveId === manifest.saveId ? undefined : this.load(nextOffset);
  }

  /** Deletes what interrupted saves left, too. */
  async prune(keep: number): Promise<void> {
    const old = (await this.#list()).slice(keep).map(({ saveId }) => saveId);
    await this.#connection.call(session => this.#manifests.deleteMany({ saveId: { $in: old } }, { session }));
    await this.#deleteChunks([...old, ...(await this.#leftovers())]);
  }

  #list(): Promise<Manifest[]> {
    return this.#connection.call(session =>
      this.#manifests.find({}, { session }).sort({ _id: -1 }).toArray(),
    );
  }

  async #manifest(nextOffset: number): Promise<Manifest | undefined> {
    const found = await this.#connection.call(session =>
      this.#manifests.findOne({ _id: nextOffset }, { session }),
    );
    return found ?? undefined;
  }

  /** The bytes of a save; undefined when they are not those that were saved. */
  async #read({ bytes, sha256, saveId }: Manifest): Promise<Uint8Array | undefined> {
    const snapshot = new Uint8Array(bytes);
    const hash = createHash('sha256');
    let filled = 0;
    for (let number = 0; filled < bytes; number++) {
      const chunk = await this.#connection.call(session =>
        this.#chunks.findOne({ _id: chunkId(saveId, number) }, { session }),
      );
      if (chunk === null || filled + chunk.data.length() > bytes) return undefined;
      const part = chunk.data.value();
      snapshot.set(part, filled);
      hash.update(part);
      filled += part.length;
    }
    return hash.digest('hex') === sha256 ? snapshot : undefined;
  }

  /** Saves that have old chunks and no manifest. */
  async #leftovers(): Promise<string[]> {
    const before = new Date(Date.now() - leftoverAfterMs);
    const saveIds = await this.#connection.call(session =>
      this.#chunks.distinct('saveId', { savedAt: { $lt: before } }, { session }),
    );
    const listed = new Set((await this.#list()).map(({ saveId }) => saveId));
    return saveIds.filter(saveId => !listed.has(saveId));
  }

  async #deleteChunks(saveIds: readonly string[]): Promise<void> {
    if (saveIds.length === 0) return;
    await this.#connection.call(session =>
      this.#chunks.deleteMany({ saveId: { $in: [...saveIds] } }, { session }),
    );
  }

  get #manifests(): Collection<Manifest> {
    return this.#connection.collection<Manifest>(snapshots.name);
  }

  get #chunks(): Collection<Chunk> {
    return this.#connection.collection<Chunk>(snapshotChunks.name);
  }
}

const chunkId = (saveId: string, number: number): string => `${saveId}/${number}`;
