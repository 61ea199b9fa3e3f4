import { type Ledger, maxTimeStepMs } from '@fintech/ledger';
import type { Clock } from '@fintech/ports';
import type { Chance } from './chance.ts';

/** Whether other replicas may follow the same log. */
export type Replicas = 'one' | 'many';

/** How a command is stamped. */
export interface Stamp {
  readonly time: number;
  readonly notAfter: number;
  /** Ticks with the same stamp that go before it, so that ledger time reaches it in steps that the ledger takes. */
  readonly ticksBefore: number;
}

/** How much ledger time a command has to reach the log (rule R3), in milliseconds. */
export const lifetimeMs = 30_000;

/** For how long it counts what another clock showed: three seconds. Of many replicas one ticks every second. */
const heardSweeps = 12;
const maxHeard = 16;
/** How much longer may be drawn before this replica leads, so that not all of them do. */
const drawnSweeps = 8;
/** How long ticks may take that lead ledger time on, before others follow. */
const leadingSweeps = 20;
/** Five weeks; whoever is further behind goes on after a while. */
const maxTicksBefore = 10_000;

type LedgerTime = Pick<Ledger, 'time' | 'logicVersion'>;

interface Reading {
  readonly clock: number;
  readonly sweep: number;
}

/**
 * Gives commands their times (rule R7). The ledger takes only small steps, so that no single clock carries it away; when
 * its time is far behind ours, somebody has to lead it on: after a night in which nothing ran, but not because our own
 * clock is wrong. Other replicas tell which it is, since the deadlines of their commands show their clocks. Whoever wants
 * to lead asks first, and leads when one of them agrees or nobody answers.
 */
export class LedgerClock {
  readonly #clock: Clock;
  readonly #replicas: Replicas;
  readonly #chance: Chance;
  #heard: Reading[] = [];
  #sweeps = 0;
  /** Sweeps since this replica asked what time it is, and nobody answered; 0 when it has no reason to. */
  #asking = 0;
  #patience = heardSweeps;
  #leadingUntil = 0;

  constructor(clock: Clock, replicas: Replicas, chance: Chance) {
    this.#clock = clock;
    this.#replicas = replicas;
    this.#chance = chance;
  }

  /** Whether ledger time is further behind our clock than one command can move it. The first logic took any step. */
  isBehind({ time, logicVersion }: LedgerTime): boolean {
    return logicVersion > 1 && this.#clock.now() - time > maxTimeStepMs;
  }

  /** Whether ledger time is behind and it is not known yet whose clock is wrong. */
  isAsking(ledger: LedgerTime): boolean {
    return this.isBehind(ledger) && !this.#mayLead() && this.#heard.length === 0;
  }

  /** Whether our clock shows something else than those of all others. */
  isDoubtful(ledger: LedgerTime): boolean {
    return this.isBehind(ledger) && this.#heard.length > 0 && !this.#mayLead();
  }

  /** Takes note of a command of another replica. */
  hear({ notAfter }: { readonly notAfter: number }): void {
    if (this.#heard.length === maxHeard) this.#heard.shift();
    this.#heard.push({ clock: notAfter - lifetimeMs, sweep: this.#sweeps });
  }

  /** Lets time pass: to be called in every sweep. */
  sweep(ledger: LedgerTime): void {
    this.#sweeps += 1;
    if (this.#heard.length > 0)
      this.#heard = this.#heard.filter(({ sweep }) => this.#sweeps - sweep <= heardSweeps);
    if (this.isBehind(ledger) && this.#heard.length === 0) this.#asking += 1;
    else this.#asking = 0;
    if (this.#asking === 1) this.#patience = heardSweeps + Math.floor(drawnSweeps * this.#chance());
  }

  /** Whether this replica should ask now what time it is. */
  get mustAsk(): boolean {
    return this.#replicas === 'many' && this.#asking === 1;
  }

  /** The stamp for a command that is appended now. */
  stamp(ledger: LedgerTime): Stamp {
    // Ledger time never goes back, so a clock that jumped back must not make fresh commands look expired.
    const now = Math.max(this.#clock.now(), ledger.time);
    const notAfter = now + lifetimeMs;
    if (!this.isBehind(ledger)) return { time: now, notAfter, ticksBefore: 0 };
    if (!this.#mayLead()) return { time: ledger.time, notAfter, ticksBefore: 0 };
    return { time: now, notAfter, ticksBefore: this.#lead(now - ledger.time) };
  }

  #mayLead(): boolean {
    if (this.#replicas === 'one') return true;
    if (this.#heard.length === 0) return this.#asking > this.#patience;
    const now = this.#clock.now();
    return this.#heard.some(({ clock }) => Math.abs(clock - now) <= maxTimeStepMs);
  }

  #lead(gapMs: number): number {
    if (this.#sweeps < this.#leadingUntil) return 0;
    this.#leadingUntil = this.#sweeps + leadingSweeps;
    return Math.min(Math.ceil(gapMs / maxTimeStepMs) - 1, maxTicksBefore);
  }
}
