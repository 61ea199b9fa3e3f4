import { setTimeout as delay } from 'node:timers/promises';
import type { SeededRandom } from '@fintech/testkit/simulator';
import type { Fault, Injection } from './faults/fault.ts';
import { wholeAgain } from './health.ts';
import { type Meter, promptMs, type Shares, type Stream, streams } from './load/meter.ts';
import type { Delays, OwnDelay } from './load/own-delay.ts';
import type { Transfers } from './load/transfers.ts';
import { decideWithinMs } from './options.ts';
import type { ProcessWatch } from './process-watch.ts';
import type { ChaosSystem } from './system.ts';
import type { Violations } from './violations.ts';

/** How long it took, in milliseconds, until requests were answered as before. */
export interface Recovery {
  /** All requests counted together. */
  readonly all: number;
  /** Each kind of request by itself. With twenty reads a second, 99 % of them are all. */
  readonly byStream: Readonly<Record<Stream, number>>;
}

/** One fault, or several at once, and what was seen. Durations in milliseconds. */
export interface FaultEvent {
  readonly kinds: readonly string[];
  readonly victims: readonly string[];
  /** Since the start of the run. */
  readonly atMs: number;
  readonly lastedMs: number;
  /** Undefined when it did not recover in time. */
  readonly recovery: Recovery | undefined;
  /** While it lasted. */
  readonly shares: Readonly<Record<Stream, Shares>>;
  /** From the healing until everything was whole, decided and served. */
  readonly wholeAfterMs: number;
  /** How late the measuring process itself was meanwhile: what it measured is wrong by as much. */
  readonly ownDelay: Delays;
}

export interface NemesisOptions {
  readonly system: ChaosSystem;
  readonly random: SeededRandom;
  readonly meter: Meter;
  readonly transfers: Transfers;
  readonly watch: ProcessWatch;
  readonly ownDelay: OwnDelay;
  readonly violations: Violations;
  readonly startedAt: number;
  readonly signal: AbortSignal;
  readonly recoverWithinMs: number;
}

const lookEveryMs = 100;
/** What was under way when two brokers died may be answered yet. */
const refusingAfterMs = 1000;

/** Injects faults, watches how the system gets over them, and heals them. */
export class Nemesis {
  readonly #options: NemesisOptions;

  constructor(options: NemesisOptions) {
    this.#options = options;
  }

  async strike(faults: readonly Fault[]): Promise<FaultEvent> {
    const { system, random, watch, ownDelay, startedAt } = this.#options;
    const injections: Injection[] = [];
    const firstIntent = this.#options.transfers.history.asked;
    const isOurs = faults.flatMap(({ part }) => (part === 'auth' || part === 'transaction' ? [part] : []));
    const mayEnd = system.app.nodes
      .map(({ name }) => name)
      .filter(name => isOurs.some(part => name.startsWith(part)));
    watch.expectDown(mayEnd);
    ownDelay.take();
    const injectedAt = performance.now();
    for (const fault of faults) injections.push(await fault.inject(system, random));
    const mustWait = faults.some(({ mustRecover }) => mustRecover === 'after healing');
    const atLeastMs = Math.max(...faults.map(fault => fault.atLeastMs));
    await this.#pass(atLeastMs);
    const meanwhile = mustWait ? undefined : await this.#recovered(injectedAt, `${namesOf(faults)}`);
    if (mustWait) this.#assertRefused(firstIntent, injectedAt);

    const healedAt = performance.now();
    const shares = this.#shares(injectedAt, healedAt - promptMs);
    await Promise.all(injections.map(injection => injection.heal()));
    watch.expectUp(mayEnd);
    const afterwards = mustWait ? await this.#recovered(healedAt, `${namesOf(faults)}, healed,`) : undefined;
    await wholeAgain(system);
    await this.#allDecided(`${namesOf(faults)}`);
    await this.servesWell();
    return {
      kinds: faults.map(({ kind }) => kind),
      victims: injections.flatMap(({ victims }) => victims),
      atMs: injectedAt - startedAt,
      lastedMs: healedAt - injectedAt,
      recovery: meanwhile ?? afterwards,
      shares,
      wholeAfterMs: performance.now() - healedAt,
      ownDelay: ownDelay.take(),
    };
  }

  /** Waits until all streams are calm again, and says how long that took since `from`. */
  async #recovered(from: number, what: string): Promise<Recovery | undefined> {
    const { meter, violations, signal, recoverWithinMs } = this.#options;
    for (;;) {
      const now = performance.now();
      const all = meter.recoveryMs(streams, from, now);
      const [transfer, read, identity] = streams.map(stream => meter.recoveryMs([stream], from, now));
      if (all !== undefined && transfer !== undefined && read !== undefined && identity !== undefined)
        return { all, byStream: { transfer, read, identity } };
      if (now - from > recoverWithinMs) {
        violations.addSlow(
          `${what} was not survived within ${recoverWithinMs} ms: ${JSON.stringify({ transfer, read, identity })}`,
        );
        return undefined;
      }
      if (signal.aborted) return undefined;
      await delay(lookEveryMs);
    }
  }

  /** Nothing asked for while it cannot be durable may be confirmed. */
  #assertRefused(firstIntent: number, injectedAt: number): void {
    const { transfers, violations } = this.#options;
    for (const { key, askedAt, decision } of transfers.history.since(firstIntent)) {
      if (askedAt > injectedAt + refusingAfterMs && decision?.code === 'applied')
        violations.add(`${key} was confirmed while two brokers were down`);
    }
  }

  /** Resolves when requests of all kinds are answered: the next fault must not be blamed for the last one. */
  async servesWell(): Promise<void> {
    const { meter, violations, signal, recoverWithinMs } = this.#options;
    const deadline = performance.now() + recoverWithinMs;
    while (!streams.every(stream => meter.isGoodNow(stream, performance.now()))) {
      if (signal.aborted) return;
      if (performance.now() > deadline)
        return violations.addSlow('all is whole again, and requests fail nevertheless');
      await delay(lookEveryMs);
    }
  }

  /**
   * Resolves when everybody knows what became of their transfers. As long as people ask again, that is a load which comes on
   * top of the one that the next fault is measured under.
   */
  async #allDecided(what: string): Promise<void> {
    const { transfers, violations, signal } = this.#options;
    const deadline = performance.now() + decideWithinMs;
    while (transfers.unknown > 0) {
      if (signal.aborted) return;
      if (performance.now() > deadline)
        return violations.add(
          `${transfers.unknown} transfers stay unknown for ${decideWithinMs} ms after ${what} was healed`,
        );
      await delay(lookEveryMs);
    }
  }

  #shares(from: number, until: number): Record<Stream, Shares> {
    const { meter } = this.#options;
    return {
      transfer: meter.shares('transfer', from, until),
      read: meter.shares('read', from, until),
      identity: meter.shares('identity', from, until),
    };
  }

  async #pass(milliseconds: number): Promise<void> {
    const { signal } = this.#options;
    await delay(milliseconds, undefined, { signal }).catch(() => undefined);
  }
}

const namesOf = (faults: readonly Fault[]): string => faults.map(({ kind }) => kind).join(' and ');
