import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import type { Id } from './command.ts';
import { invariant } from './halt.ts';
import { idBytes, readId } from './id.ts';

/** A replica as it introduced itself last. */
export interface ReplicaView {
  readonly id: Id;
  /** Versions of the logic that it has, both included. */
  readonly lowest: number;
  readonly newest: number;
  /** Ledger time, milliseconds since 1970. */
  readonly heardAt: number;
}

/**
 * A row in a snapshot:
 *
 * ```
 * replica = id:16 lowest:u32 newest:u32 heard_at:u53
 * ```
 */
export const replicaBytes = 32;

/** More are not remembered; whoever was not heard for the longest time is forgotten first. */
const maxReplicas = 128;

/** The replicas that follow the log, as far as they have been heard from lately; who was heard last comes last. */
export class ReplicaTable {
  #replicas: ReplicaView[] = [];

  get size(): number {
    return this.#replicas.length;
  }

  list(): readonly ReplicaView[] {
    return this.#replicas;
  }

  /** Remembers what a replica says of itself, and forgets those not heard since `forgetBefore`. */
  hear(replica: ReplicaView, forgetBefore: number): void {
    const others = this.#replicas.filter(({ id, heardAt }) => id !== replica.id && heardAt >= forgetBefore);
    this.#replicas = [...others, replica].slice(-maxReplicas);
  }

  /** Whether some replica was heard since `since`, and all that were have that version of the logic. */
  support(version: number, since: number): boolean {
    const heard = this.#replicas.filter(({ heardAt }) => heardAt >= since);
    return heard.length > 0 && heard.every(({ lowest, newest }) => lowest <= version && version <= newest);
  }

  rows(): Uint8Array {
    const writer = new ByteWriter(this.size * replicaBytes);
    for (const { id, lowest, newest, heardAt } of this.#replicas) {
      writer.hex(id);
      writer.u32(lowest);
      writer.u32(newest);
      writer.i64(heardAt);
    }
    return writer.written();
  }

  /** Fills an empty table with what {@link rows} gave. */
  restore(rows: Uint8Array): void {
    const view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength);
    const reader = new ByteReader(view, 0, rows.length);
    for (let at = 0; at < rows.length; at += replicaBytes) {
      const id = readId(view, reader.skip(idBytes));
      this.#replicas.push({ id, lowest: reader.u32(), newest: reader.u32(), heardAt: reader.u53() });
    }
    const isUnique = new Set(this.#replicas.map(({ id }) => id)).size === this.size;
    invariant(reader.complete && isUnique && this.size <= maxReplicas, 'replicas are few and unique');
  }
}
