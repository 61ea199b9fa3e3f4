import { ProblemError } from '@fintech/contracts';
import {
  type Applied,
  type AppliedBatch,
  type Command,
  encodeCommand,
  encodeRecord,
  type Id,
} from '@fintech/ledger';
import { type Annotation, type CommandLog, PortError, type PortErrorCode } from '@fintech/ports';

export interface SequencerOptions {
  readonly log: Pick<CommandLog, 'append' | 'maxRecordBytes'>;
  /** Commands under way before new ones are refused with `overloaded` (rule R11). */
  readonly maxPending: number;
  /** How long a caller waits before the answer is `outcome_unknown`, in milliseconds. */
  readonly answerWithinMs: number;
  /** Called for each command whose outcome stays unknown, with the ledger time after which it is refused. */
  readonly onUnknown: (notAfter: number) => void;
}

interface Waiter {
  /** 1, 2, 3 … in the order of submission, which is the order of the queue. */
  readonly number: number;
  /** Undefined when nobody waits for what becomes of the command. */
  readonly answer: PromiseWithResolvers<Applied> | undefined;
  readonly notAfter: number;
  /** The sweep that ends the wait. */
  readonly lastSweep: number;
}

/** After these the record is certainly not in the log. */
const refusedByLog: ReadonlySet<PortErrorCode> = new Set([
  'log_closed',
  'log_record_too_large',
  'store_unavailable',
]);

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
  #submitted = 0;
  #pending = 0;
  /** Number of the last command that has left the queue. */
  #taken = 0;
  #sweeps = 0;
  #appending = false;
  #scheduled = false;

  constructor(options: SequencerOptions) {
    this.#options = options;
  }

  /** Commands whose answers are waited for. */
  get pending(): number {
    return this.#pending;
  }

  /**
   * @throws ProblemError `overloaded` and `unavailable`, nothing was appended; `outcome_unknown`, it may still be carried
   *   out.
   */
  submit(command: Command, annotation?: string): Promise<Applied> {
    if (this.#pending >= this.#options.maxPending) {
      return Promise.reject(new ProblemError('overloaded', { retryAfterSeconds: 1 }));
    }
    const answer = Promise.withResolvers<Applied>();
    this.#enqueue(command, answer);
    this.#pending += 1;
    if (annotation !== undefined) this.#annotations.push({ id: command.id, text: annotation });
    return answer.promise;
  }

  /** Puts a command into the log for which nobody waits; whether it arrives is not known. */
  post(command: Command): void {
    this.#enqueue(command, undefined);
  }

  #enqueue(command: Command, answer: Waiter['answer']): void {
    const encoded = encodeCommand(command);
    this.#commands.push(encoded);
    this.#queuedBytes += encoded.byteLength;
    this.#submitted += 1;
    this.#waiters.set(command.id, {
      number: this.#submitted,
      answer,
      notAfter: command.notAfter,
      lastSweep: this.#sweeps + Math.ceil(this.#options.answerWithinMs / sweepMs),
    });
    this.#schedule();
  }

  /**
   * Answers the commands of a record that has just been applied, by their ids (rule R1). Returns whether any of them had
   * been submitted here.
   */
  settle(batch: AppliedBatch): boolean {
    const before = this.#waiters.size;
    for (const applied of batch.results) {
      const { id } = applied;
      if (id === undefined) continue;
      const waiter = this.#waiters.get(id);
      if (waiter === undefined) continue;
      this.#waiters.delete(id);
      if (waiter.answer === undefined) continue;
      this.#pending -= 1;
      waiter.answer.resolve(applied);
    }
    return this.#waiters.size < before;
  }

  /**
   * Gives up on answers that took too long. What is on its way may still be carried out; what is still in the queue never
   * will be, because it leaves the queue here: a log that comes back must not be flooded by what nobody waits for. Waits
   * are counted in sweeps, since a clock that jumps back would prolong them.
   */
  expire(): void {
    this.#sweeps += 1;
    this.#abandonUntil(this.#sweeps);
  }

  /** Gives up on every answer, and on what is still in the queue: the log has stopped. */
  abandonAll(): void {
    this.#abandonUntil(Number.POSITIVE_INFINITY);
  }

  #abandonUntil(sweep: number): void {
    const dropped = new Set<Id>();
    for (const [id, waiter] of this.#waiters) {
      if (waiter.lastSweep > sweep) break;
      const isQueued = waiter.number > this.#taken;
      if (isQueued) dropped.add(id);
      this.#abandon(id, waiter, isQueued ? 'unavailable' : 'outcome_unknown');
    }
    if (dropped.size > 0) this.#drop(dropped);
  }

  #abandon(id: Id, waiter: Waiter, code: 'outcome_unknown' | 'unavailable'): void {
    this.#waiters.delete(id);
    if (waiter.answer === undefined) return;
    this.#pending -= 1;
    if (code === 'outcome_unknown') this.#options.onUnknown(waiter.notAfter);
    waiter.answer.reject(new ProblemError(code, { retryAfterSeconds: 1 }));
  }

  /** Takes the oldest commands out of the queue, which are those with these ids. */
  #drop(ids: ReadonlySet<Id>): void {
    for (const command of this.#commands.splice(0, ids.size)) this.#queuedBytes -= command.byteLength;
    this.#taken += ids.size;
    this.#annotations = this.#annotations.filter(({ id }) => !ids.has(id));
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
    while (this.#commands.length > 0) {
      const annotations = this.#annotations;
      this.#annotations = [];
      const before = this.#taken;
      const commands = this.#takeRecord();
      this.#taken += commands.length;
      try {
        await this.#options.log.append(encodeRecord(commands), annotations);
      } catch (error) {
        this.#abandonRecord(before, this.#taken, error);
      }
    }
    this.#appending = false;
  }

  /** The log reports its own halt; here only those are told who wait for what was in the record. */
  #abandonRecord(before: number, last: number, error: unknown): void {
    const isRefused = error instanceof PortError && refusedByLog.has(error.code);
    for (const [id, waiter] of this.#waiters) {
      if (waiter.number > last) return;
      if (waiter.number > before) this.#abandon(id, waiter, isRefused ? 'unavailable' : 'outcome_unknown');
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
