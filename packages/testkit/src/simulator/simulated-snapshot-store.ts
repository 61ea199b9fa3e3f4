import { PortError, type SnapshotStore } from '@fintech/ports';
import type { Latency, SimulatedProcess } from './simulated-process.ts';
import type { VirtualTime } from './virtual-time.ts';

const latency: Latency = [0, 4];
const turnedBits = 16;

/** The disk on which one machine keeps its snapshots. It outlives the machine's processes. */
export class SimulatedSnapshotDisk {
  readonly #time: VirtualTime;
  readonly #snapshots = new Map<number, Uint8Array>();
  #failingSaves = 0;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  get offsets(): readonly number[] {
    return [...this.#snapshots.keys()].toSorted((a, b) => b - a);
  }

  /** The store as a process sees it. */
  mount(process: SimulatedProcess): SnapshotStore {
    return {
      save: (nextOffset, snapshot) => {
        const bytes = snapshot.slice();
        return process.call(latency, () => this.#save(nextOffset, bytes));
      },
      list: () =>
        process.call(latency, () =>
          this.offsets.map(nextOffset => ({
            nextOffset,
            bytes: this.#snapshots.get(nextOffset)?.length ?? 0,
          })),
        ),
      load: nextOffset => process.call(latency, () => this.#snapshots.get(nextOffset)),
      prune: keep =>
        process.call(latency, () => {
          for (const offset of this.offsets.slice(keep)) this.#snapshots.delete(offset);
        }),
    };
  }

  /** The disk is full for the next `count` snapshots. */
  failSaves(count: number): void {
    this.#failingSaves = count;
  }

  /** Damages the newest snapshot: it is cut off, or some of its bits turn. Returns whether there was one. */
  damageNewest(): boolean {
    const [newest] = this.offsets;
    const bytes = newest === undefined ? undefined : this.#snapshots.get(newest);
    if (newest === undefined || bytes === undefined) return false;
    const { random } = this.#time;
    const damaged = bytes.slice(0, random.chance(0.2) ? random.between(0, bytes.length - 1) : bytes.length);
    for (let turned = 0; turned < turnedBits && damaged.length > 0; turned++) {
      const at = random.between(0, damaged.length - 1);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << random.between(0, 7));
    }
    this.#snapshots.set(newest, damaged);
    return true;
  }

  /** Deletes the newest `count` snapshots. Returns whether there was one. */
  lose(count: number): boolean {
    const lost = this.offsets.slice(0, count);
    for (const offset of lost) this.#snapshots.delete(offset);
    return lost.length > 0;
  }

  #save(nextOffset: number, bytes: Uint8Array): void {
    if (this.#failingSaves > 0) {
      this.#failingSaves -= 1;
      throw new PortError('store_unavailable', 'The disk is full.');
    }
    this.#snapshots.set(nextOffset, bytes);
  }
}
