import { allFaults } from './faults/all-faults.ts';
import type { Fault } from './faults/fault.ts';
import type { Rates } from './load/generator.ts';

export interface ChaosOptions {
  /** Decides the load and the order of faults. The servers' own timing is not ours to decide. */
  readonly seed: number;
  /** How long faults are injected; starting and settling come on top. */
  readonly minutes: number;
  readonly faults: readonly Fault[];
  readonly faultsAtOnce: 1 | 2;
  readonly people: number;
  readonly rates: Rates;
  /** A fault that is not got over within this time is a violation, in milliseconds. */
  readonly recoverWithinMs: number;
  readonly onProgress: (line: string) => void;
}

export const authReplicas = 2;
/** Each of them projects too: that several do at once is the normal state. */
export const transactionReplicas = 3;
/** In minor units. Small enough that some transfers are refused. */
export const openingBalance = 10_000;

export const defaultPeople = 20;

/** How long it may take until every unknown transfer is decided, once everything is healed, in milliseconds. */
export const decideWithinMs = 120_000;

export function ratesFor(transfersPerSecond: number): Rates {
  return {
    transfers: transfersPerSecond,
    reads: transfersPerSecond / 10,
    repeats: transfersPerSecond / 40,
    identityChecks: 10,
    renewals: 1,
    signUps: 0.2,
  };
}

/** Faults whose kind holds one of some words, separated by commas; all when there are none. @throws RangeError when none does */
export function chooseFaults(filter: string): readonly Fault[] {
  const words = filter
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '');
  const chosen = allFaults.filter(
    ({ kind }) => words.length === 0 || words.some(word => kind.includes(word)),
  );
  if (chosen.length > 0) return chosen;
  throw new RangeError(
    `no fault is called ${filter}; there are: ${allFaults.map(({ kind }) => kind).join(', ')}`,
  );
}
