import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Checkpoint, PortError } from '@fintech/ports';
import type { CheckpointKeeper } from './checkpoint-keeper.ts';

/** How often a projector looks whether the one whose turn it is has written, in milliseconds. */
const pollMs = 40;

/**
 * Saves the projectors of several processes from all writing the same rows: the one that moved the checkpoint last goes
 * on, and the others wait until the checkpoint covers what they have. It goes to whoever has waited for a time without
 * seeing the checkpoint move. This is a matter of thrift alone. Nothing becomes wrong when two believe that it is their
 * turn, and no clocks are compared.
 */
export class ProjectionTurn {
  readonly #keeper: Pick<CheckpointKeeper, 'read' | 'advance'>;
  readonly #takeOverAfterMs: number;
  readonly #name = randomUUID();
  /** Where the checkpoint was when it was last seen. It may be further by now. */
  #nextOffset = 0;
  #mine = false;
  /** Whether the turn was somebody else's, so that moving the checkpoint must say whose it is now. */
  #claim = false;

  constructor(keeper: Pick<CheckpointKeeper, 'read' | 'advance'>, takeOverAfterMs: number) {
    this.#keeper = keeper;
    this.#takeOverAfterMs = takeOverAfterMs;
  }

  /**
   * Resolves when records from `first` to before `end` are written or it is our turn to write those that are not; to an
   * offset before which all are written.
   */
  async next(first: number, end: number): Promise<number> {
    if (this.#mine && this.#nextOffset >= first) return this.#nextOffset;
    let waitingSince = performance.now();
    for (;;) {
      const found = await this.#keeper.read();
      const nextOffset = found?.nextOffset ?? 0;
      if (nextOffset > this.#nextOffset) waitingSince = performance.now();
      this.#nextOffset = nextOffset;
      this.#mine = found === undefined || found.writer === this.#name;
      if (this.#mine || nextOffset >= end || nextOffset < first) return nextOffset;
      if (performance.now() - waitingSince >= this.#takeOverAfterMs) {
        this.#mine = true;
        this.#claim = true;
        return nextOffset;
      }
      await delay(pollMs);
    }
  }

  /**
   * Moves the checkpoint behind rows that are durable.
   * @throws PortError `store_corrupt` when the rows before them are gone
   */
  async written(from: number, to: Checkpoint): Promise<void> {
    const moved = await this.#keeper.advance(from, to, this.#name, this.#claim);
    if (moved === undefined)
      throw new PortError('store_corrupt', `The read model has lost what was before record ${from}.`);
    this.#nextOffset = moved.nextOffset;
    this.#mine = moved.writer === this.#name;
    this.#claim = false;
  }
}
