import {
  type AppliedRecord,
  type EntryRow,
  type EntryStore,
  type OutcomeRow,
  PortError,
} from '@fintech/ports';
import type { Chance } from './chance.ts';
import { PositionWaiters } from './position-waiters.ts';
import { untilAvailable } from './until-available.ts';

export interface ProjectorOptions {
  readonly store: Pick<EntryStore, 'write'>;
  /** The last one that is in the store already. */
  readonly position: number;
  /** Commands that may wait to be written before it is crowded. */
  readonly maxBacklog: number;
  readonly chance: Chance;
  /** Called once, when the store refuses what no repetition will mend. Nothing is written afterwards. */
  readonly onFailure: (error: unknown) => void;
  readonly onWarning: (message: string) => void;
}

/** What is known of a command that readers may not see yet. */
export interface Unwritten {
  readonly outcome: OutcomeRow;
  readonly entries: readonly EntryRow[];
}

/**
 * How long records are gathered before they are written, in milliseconds, while nobody waits for them. One large
 * transaction costs the store far less than many small ones.
 */
const gatherMs = 100;
/** Commands written in one step, so that catching up after an outage does not hold up readers for long. */
const maxWritten = 5000;
/** A write that takes longer has stalled: readers are sent away at once instead of being made to wait. */
const stalledAfterMs = 2000;

/**
 * Writes applied records to the read model, many at a time, and lets readers wait for their own writes. It remembers
 * nothing across restarts: the store's checkpoint says where to go on, and the store ignores repeats (rule R12). It
 * sits out an outage of the store: what was applied waits here, in order, and can be looked up meanwhile.
 */
export class Projector {
  readonly #options: ProjectorOptions;
  readonly #readers = new PositionWaiters();
  readonly #closing = new AbortController();
  /** On their way to the store, before those in the queue. */
  #underWay: AppliedRecord[] = [];
  #queue: AppliedRecord[] = [];
  #backlog = 0;
  #writing: Promise<void> | undefined;
  /** Ends the gathering at once. */
  #hurry: (() => void) | undefined;
  #room = Promise.withResolvers<void>();
  #stalled = false;
  #position: number;
  #lastAdded: number;

  constructor(options: ProjectorOptions) {
    this.#options = options;
    this.#position = options.position;
    this.#lastAdded = options.position;
  }

  /** Position of the last command that readers can see. */
  get position(): number {
    return this.#position;
  }

  /** Records applied but not yet visible to readers. */
  get lag(): number {
    return this.#underWay.length + this.#queue.length;
  }

  /** Commands in those records. */
  get backlog(): number {
    return this.#backlog;
  }

  /** Whether so much waits to be written that no more should be let in (rule R11). */
  get crowded(): boolean {
    return this.#backlog >= this.#options.maxBacklog;
  }

  /** Whether the store does not take what it is given. */
  get stalled(): boolean {
    return this.#stalled;
  }

  get readers(): number {
    return this.#readers.size;
  }

  add(record: AppliedRecord): void {
    this.#queue.push(record);
    this.#backlog += record.outcomes.length;
    this.#lastAdded = lastPosition(record);
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when at most so many commands wait to be written, or when the projector is released. */
  async room(backlog: number): Promise<void> {
    while (this.#backlog > backlog && !this.#closing.signal.aborted) await this.#room.promise;
  }

  /** What is known of an applied command that readers may not see yet; undefined once they do. */
  unwritten(position: number): Unwritten | undefined {
    if (position <= this.#position) return undefined;
    const holds = (candidate: AppliedRecord) => lastPosition(candidate) >= position;
    const record = this.#underWay.find(holds) ?? this.#queue.find(holds);
    const outcome = record?.outcomes[position - record.firstPosition];
    if (record === undefined || outcome === undefined) return undefined;
    return { outcome, entries: record.entries.filter(entry => entry.position === position) };
  }

  /** Resolves to whether everything added so far became visible within `timeoutMs`; in an outage at once to false. */
  drained(timeoutMs: number): Promise<boolean> {
    return this.waitFor(this.#lastAdded, timeoutMs);
  }

  /** Resolves to whether the position became visible within `timeoutMs`; in an outage at once to false. */
  waitFor(position: number, timeoutMs: number): Promise<boolean> {
    if (position <= this.#position) return Promise.resolve(true);
    if (this.#stalled) return Promise.resolve(false);
    this.#hurry?.();
    return this.#readers.wait(position, timeoutMs);
  }

  /** Lets those go who wait for room, and no longer sits out an outage. What was added is still written. */
  release(): void {
    this.#closing.abort();
    this.#makeRoom();
  }

  /** Ends the writing; what is not written yet is in the log. */
  async close(): Promise<void> {
    this.release();
    this.#queue = [];
    await this.#writing;
    this.#readers.sendAway();
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        await this.#gather();
        this.#underWay = this.#take();
        await this.#write(this.#underWay);
        this.#advance();
      }
    } catch (error) {
      this.#queue = [];
      this.#readers.sendAway();
      this.release();
      // An outage is thrown only when nobody wants to sit it out any more.
      if (!(error instanceof PortError && error.canRetry)) this.#options.onFailure(error);
    } finally {
      this.#writing = undefined;
    }
  }

  /** Lets records come together, unless somebody waits for them or there are many. */
  async #gather(): Promise<void> {
    if (this.#readers.size > 0 || this.#backlog >= maxWritten) return;
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, gatherMs);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#hurry = undefined;
  }

  #take(): AppliedRecord[] {
    const queue = this.#queue;
    let commands = 0;
    const end = queue.findIndex(({ outcomes }) => {
      commands += outcomes.length;
      return commands > maxWritten;
    });
    const count = end < 0 ? queue.length : Math.max(1, end);
    this.#queue = queue.slice(count);
    return count === queue.length ? queue : queue.slice(0, count);
  }

  async #write(records: readonly AppliedRecord[]): Promise<void> {
    const { store, chance, onWarning } = this.#options;
    const timer = setTimeout(() => this.#stall('takes long to answer'), stalledAfterMs);
    try {
      await untilAvailable(() => store.write(records), {
        chance,
        signal: this.#closing.signal,
        onFailure: ({ message }) => this.#stall(`does not answer (${message})`),
      });
    } finally {
      clearTimeout(timer);
    }
    if (!this.#stalled) return;
    this.#stalled = false;
    onWarning('the read model is written again');
  }

  #stall(reason: string): void {
    if (this.#stalled) return;
    this.#stalled = true;
    this.#options.onWarning(`the read model ${reason}; what is applied waits to be written`);
    this.#readers.sendAway();
  }

  #advance(): void {
    const last = this.#underWay.at(-1);
    for (const { outcomes } of this.#underWay) this.#backlog -= outcomes.length;
    this.#underWay = [];
    if (last !== undefined) this.#position = lastPosition(last);
    this.#makeRoom();
    this.#readers.reached(this.#position);
  }

  #makeRoom(): void {
    this.#room.resolve();
    this.#room = Promise.withResolvers();
  }
}

function lastPosition({ firstPosition, outcomes }: AppliedRecord): number {
  return firstPosition + outcomes.length - 1;
}
