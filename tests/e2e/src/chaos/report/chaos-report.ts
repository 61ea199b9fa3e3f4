import type { Proof } from '../end-checks.ts';
import type { FaultEvent } from '../nemesis.ts';
import type { MemoryUse } from '../process-watch.ts';
import type { TimelineSecond } from '../timeline/timeline.ts';

/** How one kind of fault was survived. Durations in milliseconds. */
export interface KindSummary {
  readonly kind: string;
  readonly times: number;
  readonly mustRecover: 'meanwhile' | 'after healing';
  readonly goalMs: number | undefined;
  /** Of those that recovered, all requests counted together. */
  readonly medianMs: number;
  readonly maxMs: number;
  readonly withinGoal: number;
  /** The same of the kind of request that took longest each time. */
  readonly slowestMaxMs: number;
  readonly slowestWithinGoal: number;
  /** Transfers answered within a second while the fault lasted: all of them, and in the worst case. 0 … 1. */
  readonly promptShare: number;
  readonly worstPromptShare: number;
  /** Transfers that their first request decided, however late, 0 … 1. */
  readonly decidedShare: number;
  /** How late the process that makes the requests was itself, in the worst case. */
  readonly maxOwnDelayMs: number;
}

export interface ChaosReport {
  readonly passed: boolean;
  readonly violations: readonly string[];
  readonly violationCount: number;
  readonly seed: number;
  readonly commit: string;
  readonly startedAt: string;
  /** From the first request to the last. */
  readonly minutes: number;
  readonly machine: string;
  readonly load: Readonly<Record<string, number>>;
  readonly transfers: {
    readonly asked: number;
    readonly posted: number;
    readonly refused: Readonly<Record<string, number>>;
    /** Not decided by their first request. */
    readonly unknownAtFirst: number;
    readonly decidedLater: Readonly<Record<string, number>>;
    readonly undecided: number;
    readonly repeatsOfKnown: number;
  };
  /** Answers to requests that move money, repeats included. */
  readonly answers: Readonly<Record<string, number>>;
  readonly unknownReasons: Readonly<Record<string, number>>;
  readonly servedBy: Readonly<Record<string, number>>;
  readonly reads: Readonly<Record<string, number>>;
  readonly identity: Readonly<Record<string, number>>;
  readonly kinds: readonly KindSummary[];
  readonly events: readonly FaultEvent[];
  readonly memory: readonly MemoryUse[];
  readonly timeline: readonly TimelineSecond[];
  readonly proof: Proof | undefined;
}
