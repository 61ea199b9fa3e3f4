import type { Clock } from '@fintech/ports';
import type { VirtualTime } from './virtual-time.ts';

/** The clock of one machine: it goes as fast as the others, but it may be wrong, and it may jump. */
export class SimulatedClock implements Clock {
  readonly #time: VirtualTime;
  #errorMs = 0;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  now(): number {
    return this.#time.now + this.#errorMs;
  }

  jump(byMs: number): void {
    this.#errorMs += byMs;
  }

  /** Sets it right. */
  correct(): void {
    this.#errorMs = 0;
  }
}
