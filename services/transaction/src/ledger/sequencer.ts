import { ProblemError } from '@fintech/contracts';
import {
  type Applied,
  type AppliedBatch,
  type Command,
  encodeCommand,
  encodeRecord,
  type Id,
} from '@fintech/ledger';
import type { Annotation, CommandLog } from '@fintech/ports';

export interface SequencerOptions {
  readonly log: Pick<CommandLog, 'append' | 'maxRecordBytes'>;
  /** Commands under way before new ones are refused with `overloaded` (rule R11). */
  readonly maxPending: number;
  /** How long a caller waits before the answer is `outcome_unknown`, in milliseconds. */
  readonly answerWithinMs: number;
}

interface Waiter {
  readonly resolve: (applied: Applied) => void;
  readonly reject: (error: Error) => void;
  /** The sweep that ends the wait. */
  readonly lastSweep: number;
}

/** Milliseconds between two calls of {@link Sequencer.expire}. */
export const sweepMs = 250;

/**
 * Puts commands into the log and answers each one when it is durable and applied (rule R10). Commands that arrive while
 * an append is under way are committed together as one record: the more come, the fewer disk flushes each one costs.
 */
export class Sequencer {
  readonly #options: SequencerOptions;
  /** Insertion order is expiry order, because every command waits equally long. */
  readonly #waiters = new Map<Id, Waiter>();
  #commands: Uint8Array[] = [];
  #annotations: Annotation[] = [];
  #queuedBytes = 0;
  #sweeps = 0;
  #appending = false;
  #scheduled = false;

  constructor(options: SequencerOptions) {
    this.#options = options;
  }

  get pending(): number {
    return this.#waiters.size;
  }

  /**
   * @throws ProblemError `overloaded`, nothing was appended; `outcome_unknown`, it may still be carried out.
   */
  submit(command: Command, annotation?: string): Promise<Applied> {
    if (this.#waiters.size >= this.#options.maxPending) {
      return Promise.reject(new ProblemError('overloaded', { retryAfterSeconds: 1 }));
    }
    const encoded = encodeCommand(command);
    this.#commands.push(encoded);
    this.#queuedBytes += encoded.byteLength;
    if (annotation !== undefined) this.#annotations.push({ id: command.id, text: annotation });
    this.#schedule();
    return new Promise((resolve, reject) => {
      const lastSweep = this.#sweeps + Math.ceil(this.#options.answerWithinMs / sweepMs);
      this.#waiters.set(command.id, { resolve, reject, lastSweep });
    });
  }

  /** Answers the commands of a record that has just been applied, by their ids (rule R1). */
  settle(batch: AppliedBatch): void {
    for (const applied of batch.results) {
      const { id } = applied;
      if (id === undefined) continue;
      const waiter = this.#waiters.get(id);
      if (waiter === undefined) continue;
      this.#waiters.delete(id);
      waiter.resolve(applied);
    }
  }

  /**
   * Gives up on answers that took too long. The commands may still be carried out. Waits are counted in sweeps, since a
   * clock that jumps back would prolong them.
   */
  expire(): void {
    this.#sweeps += 1;
    for (const [id, waiter] of this.#waiters) {
      if (waiter.lastSweep > this.#sweeps) return;
      this.#abandon(id, waiter);
    }
  }

  /** Gives up on every answer: the log has stopped. */
  abandonAll(): void {
    for (const [id, waiter] of this.#waiters) this.#abandon(id, waiter);
  }

  #abandon(id: Id, waiter: Waiter): void {
    this.#waiters.delete(id);
    waiter.reject(new ProblemError('outcome_unknown'));
  }

  /** The flush comes after all requests that this turn of the event loop has read, so that they share it. */
  #schedule(): void {
    if (this.#appending || this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#appendAll();
    });
  }

  async #appendAll(): Promise<void> {
    if (this.#appending) return;
    this.#appending = true;
    try {
      while (this.#commands.length > 0) {
        const annotations = this.#annotations;
        this.#annotations = [];
        await this.#options.log.append(encodeRecord(this.#takeRecord()), annotations);
      }
    } catch {
      // The log reports its own halt; whatever was in flight has an unknown outcome.
      this.abandonAll();
    } finally {
      this.#appending = false;
    }
  }

  /** Takes as many commands as one record holds. */
  #takeRecord(): Uint8Array[] {
    const commands = this.#commands;
    const limit = this.#options.log.maxRecordBytes / 2;
    if (this.#queuedBytes <= limit) {
      this.#commands = [];
      this.#queuedBytes = 0;
      return commands;
    }
    let bytes = 0;
    const count = commands.findIndex(command => {
      bytes += command.byteLength;
      return bytes > limit;
    });
    this.#commands = commands.slice(count);
    const taken = commands.slice(0, count);
    for (const command of taken) this.#queuedBytes -= command.byteLength;
    return taken;
  }
}
