import type { Clock } from '@fintech/ports';

/** A clock that stands still until the test moves it. */
export class FakeClock implements Clock {
  #now: number;

  /** Starts at `now`, in milliseconds since 1970. */
  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** May also go backwards, as a real clock does. */
  set(now: number): void {
    this.#now = now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}
