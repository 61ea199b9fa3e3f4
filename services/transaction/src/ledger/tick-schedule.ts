import type { Ledger } from '@fintech/ledger';
import type { Chance } from './chance.ts';

/**
 * When ticks are appended to a silent log. `always`: about once a second, so that ledger time keeps up with the clocks and
 * a log that is dead shows. `on_demand`: only while somebody waits for ledger time to pass a certain moment.
 */
export type Ticks = 'always' | 'on_demand';

/** Sweeps of silence before a tick, at least: one second. */
const silentSweeps = 4;
/** How many more may be drawn. */
const drawnSweeps = 3;

/**
 * Says when this replica should append a tick (rule R7). Whatever is appended by anybody breaks the silence, and each
 * replica waits for a different while, so that of many replicas one ticks and the others see it. Two ticks at once do no
 * harm.
 */
export class TickSchedule {
  readonly #ticks: Ticks;
  readonly #chance: Chance;
  #nextOffset = -1;
  #silence = 0;
  #limit = 0;
  #awaitedTime = 0;

  constructor(ticks: Ticks, chance: Chance) {
    this.#ticks = ticks;
    this.#chance = chance;
    this.#begin();
  }

  /** Somebody waits for ledger time to pass `time`, in milliseconds since 1970. */
  awaitTime(time: number): void {
    this.#awaitedTime = Math.max(this.#awaitedTime, time);
  }

  /** To be called in every sweep: whether a tick is due now. */
  sweep({ nextOffset, time }: Pick<Ledger, 'nextOffset' | 'time'>): boolean {
    if (nextOffset !== this.#nextOffset) {
      this.#nextOffset = nextOffset;
      this.#silence = 0;
      return false;
    }
    this.#silence += 1;
    if (this.#silence < this.#limit) return false;
    if (this.#ticks === 'on_demand' && time > this.#awaitedTime) return false;
    this.#begin();
    return true;
  }

  #begin(): void {
    this.#silence = 0;
    this.#limit = silentSweeps + Math.floor(drawnSweeps * this.#chance());
  }
}
