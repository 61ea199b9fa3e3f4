import type { Ledger } from '@fintech/ledger';
import type { Chance } from './chance.ts';
import type { Replicas } from './ledger-clock.ts';

/** Sweeps of silence before a tick, at least: one second. */
const silentSweeps = 4;
/** How many more may be drawn. */
const drawnSweeps = 3;

/**
 * Says when this replica should append a tick (rule R7). Whatever is appended by anybody breaks the silence, and each
 * replica waits for a different while, so that of many replicas one ticks and the others see it. Two ticks at once do no
 * harm. Many replicas tick as long as it is silent, about once a second in all, so that ledger time keeps up with their
 * clocks. A single one ticks only while somebody waits for ledger time to pass a certain moment: the disk would fill with
 * nothing else.
 */
export class TickSchedule {
  readonly #replicas: Replicas;
  readonly #chance: Chance;
  #nextOffset = -1;
  #silence = 0;
  #limit = 0;
  #awaitedTime = 0;
  /** Sweeps until a tick that somebody has asked for; 0 when nobody has. */
  #answerIn = 0;

  constructor(replicas: Replicas, chance: Chance) {
    this.#replicas = replicas;
    this.#chance = chance;
    this.#begin();
  }

  /** Somebody waits for ledger time to pass `time`, in milliseconds since 1970. */
  awaitTime(time: number): void {
    this.#awaitedTime = Math.max(this.#awaitedTime, time);
  }

  /** Another replica wants a sign of life, silence or not. */
  answer(): void {
    if (this.#answerIn === 0) this.#answerIn = 1 + Math.floor(drawnSweeps * this.#chance());
  }

  /** To be called in every sweep: whether a tick is due now. */
  sweep(ledger: Pick<Ledger, 'nextOffset' | 'time'>): boolean {
    if (this.#answerIn > 0) this.#answerIn -= 1;
    else return this.#isSilent(ledger);
    return this.#answerIn === 0;
  }

  #isSilent({ nextOffset, time }: Pick<Ledger, 'nextOffset' | 'time'>): boolean {
    if (nextOffset !== this.#nextOffset) {
      this.#nextOffset = nextOffset;
      this.#silence = 0;
      return false;
    }
    this.#silence += 1;
    if (this.#silence < this.#limit) return false;
    if (this.#replicas === 'one' && time > this.#awaitedTime) return false;
    this.#begin();
    return true;
  }

  #begin(): void {
    this.#silence = 0;
    this.#limit = silentSweeps + Math.floor(drawnSweeps * this.#chance());
  }
}
