import { createHash } from 'node:crypto';
import type { SeededRandom } from './seeded-random.ts';
import { SimulatedProcess } from './simulated-process.ts';

/** Something that will happen, unless its process is gone by then. */
export interface ScheduledEvent {
  cancelled: boolean;
}

interface QueuedEvent extends ScheduledEvent {
  at: number;
  readonly process: SimulatedProcess | undefined;
  readonly action: () => void;
}

const startTime = Date.UTC(2026, 0, 1);
const keptLines = 80;
/** Taken before anyone replaces it: it drains the microtasks between two events. */
const realSetImmediate = setImmediate;

/**
 * The one queue of everything that happens in a simulation, and the only source of time and chance. One event runs at
 * a time, and everything it sets off in microtasks is over before the next one starts, so a history is a function of
 * its seed. An event belongs to the process in which it was scheduled: a killed process never runs again, a paused one
 * runs later.
 */
export class VirtualTime {
  readonly random: SeededRandom;
  #now = startTime;
  #queue: QueuedEvent[] = [];
  #running: SimulatedProcess | undefined;
  #steps = 0;
  readonly #lines: string[] = [];
  readonly #digest = createHash('sha256');

  constructor(random: SeededRandom) {
    this.random = random;
  }

  /** Milliseconds since 1970 in the simulated world. */
  get now(): number {
    return this.#now;
  }

  /** Events so far; says which of two things came first. */
  get steps(): number {
    return this.#steps;
  }

  /** The process whose code runs now; undefined for the world around the processes. */
  get running(): SimulatedProcess | undefined {
    return this.#running;
  }

  spawn(name: string): SimulatedProcess {
    return new SimulatedProcess(name, this);
  }

  /** Schedules an event of `process`, or of the world; events of one instant run in the order of the calls. */
  after(delayMs: number, process: SimulatedProcess | undefined, action: () => void): ScheduledEvent {
    const event = { at: this.#now + Math.max(0, delayMs), process, action, cancelled: false };
    this.#insert(event);
    return event;
  }

  /** Resolves after a delay, for code of the world. */
  sleep(delayMs: number): Promise<void> {
    return new Promise(resolve => this.after(delayMs, undefined, resolve));
  }

  /** Everything is suspended for so long: what was due meanwhile happens now. */
  leap(byMs: number): void {
    this.#now += byMs;
  }

  /** Writes a line of the history. */
  trace(line: string): void {
    const numbered = `${this.#now - startTime} ms  ${line}`;
    this.#digest.update(numbered);
    this.#lines.push(numbered);
    if (this.#lines.length > keptLines) this.#lines.shift();
  }

  /** The last lines of the history. */
  get lastLines(): readonly string[] {
    return this.#lines;
  }

  /** Hash of all lines so far: equal for two histories that went alike. */
  fingerprint(): string {
    return this.#digest.copy().digest('hex');
  }

  /** Runs the next event and all that follows from it at once. Resolves to false when nothing is left to happen. */
  async step(): Promise<boolean> {
    const event = this.#queue.pop();
    if (event === undefined) return false;
    if (event.cancelled || event.process?.alive === false) return true;
    this.#now = Math.max(this.#now, event.at);
    if (event.process !== undefined && event.process.pausedUntil > this.#now) {
      event.at = event.process.pausedUntil;
      this.#insert(event);
      return true;
    }
    this.#steps += 1;
    this.#running = event.process;
    event.action();
    await new Promise(resolve => realSetImmediate(resolve));
    this.#running = undefined;
    return true;
  }

  /** Runs events until `condition` holds. Resolves to whether it came to hold within `limitMs` of virtual time. */
  async runUntil(condition: () => boolean, limitMs: number): Promise<boolean> {
    const limit = this.#now + limitMs;
    while (!condition()) {
      if (this.#now > limit || !(await this.step())) return condition();
    }
    return true;
  }

  /** Keeps the queue sorted, the next event at the end. */
  #insert(event: QueuedEvent): void {
    let index = this.#queue.length;
    while (index > 0 && (this.#queue[index - 1]?.at ?? 0) <= event.at) index -= 1;
    this.#queue.splice(index, 0, event);
  }
}
