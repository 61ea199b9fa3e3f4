import { cpus, release, totalmem } from 'node:os';
import { runTool } from '@fintech/testkit/stack';
import type { World } from '../chaos-run.ts';
import type { Proof } from '../end-checks.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultEvent } from '../nemesis.ts';
import type { TimelineSecond } from '../timeline/timeline.ts';
import type { ChaosReport, KindSummary } from './chaos-report.ts';

/** What came of a run. */
export interface Seen {
  readonly events: readonly FaultEvent[];
  readonly timeline: readonly TimelineSecond[];
  readonly proof: Proof | undefined;
  readonly startedAt: Date;
}

export async function makeReport(
  world: World,
  { events, timeline, proof, startedAt }: Seen,
): Promise<ChaosReport> {
  const { options, violations, transfers, reads, signUps, generator, watch } = world;
  return {
    passed: violations.count === 0,
    violations: violations.listed,
    violationCount: violations.count,
    seed: options.seed,
    commit: await commit(),
    startedAt: startedAt.toISOString(),
    minutes: (performance.now() - world.startedAt) / 60_000,
    machine: machine(),
    load: { people: options.people, 'requests not made': generator.notMade, ...options.rates },
    transfers: {
      asked: transfers.history.asked,
      posted: transfers.decided.get('applied') ?? 0,
      refused: Object.fromEntries([...transfers.decided].filter(([code]) => code !== 'applied')),
      unknownAtFirst: transfers.unknownAtFirst,
      decidedLater: Object.fromEntries(transfers.decidedLater),
      undecided: transfers.undecided,
      repeatsOfKnown: transfers.repeatsOfKnown,
    },
    answers: Object.fromEntries(transfers.answers),
    unknownReasons: Object.fromEntries(transfers.unknowns),
    servedBy: servedBy(world),
    reads: Object.fromEntries(reads.counts),
    identity: {
      'identity checks answered': generator.identityChecks,
      ...generator.renewals,
      'sign-ups answered': signUps.answered,
      'sign-ups that failed': signUps.failed,
      'slowest sign-up, ms': Math.round(signUps.slowestMs),
    },
    kinds: summarise(options.faults, events),
    events,
    memory: watch.memory(),
    timeline,
    proof,
  };
}

/** Events of several faults at once count for each of them. */
export function summarise(faults: readonly Fault[], events: readonly FaultEvent[]): readonly KindSummary[] {
  return faults.flatMap(({ kind, mustRecover, goalMs }) => {
    const own = events.filter(({ kinds }) => kinds.includes(kind));
    if (own.length === 0) return [];
    const recovered = own.flatMap(({ recovery }) =>
      recovery === undefined
        ? []
        : [{ all: recovery.all, slowest: Math.max(...Object.values(recovery.byStream)) }],
    );
    const sorted = recovered.map(({ all }) => all).toSorted((a, b) => a - b);
    const within = (of: 'all' | 'slowest') =>
      recovered.filter(time => time[of] <= (goalMs ?? Infinity)).length;
    const shares = own.map(event => event.shares.transfer);
    const asked = shares.reduce((sum, share) => sum + share.asked, 0);
    const weighted = (of: 'prompt' | 'decided') =>
      shares.reduce((sum, share) => sum + share[of] * share.asked, 0) / Math.max(1, asked);
    return {
      kind,
      times: own.length,
      mustRecover,
      goalMs,
      medianMs: sorted[sorted.length >> 1] ?? Number.NaN,
      maxMs: sorted.at(-1) ?? Number.NaN,
      withinGoal: within('all'),
      slowestMaxMs:
        recovered.length === 0 ? Number.NaN : Math.max(...recovered.map(({ slowest }) => slowest)),
      slowestWithinGoal: within('slowest'),
      promptShare: weighted('prompt'),
      worstPromptShare: Math.min(...shares.map(({ prompt }) => prompt)),
      decidedShare: weighted('decided'),
      maxOwnDelayMs: Math.max(...own.map(({ ownDelay }) => ownDelay.max)),
    };
  });
}

function servedBy({ system, transfers }: World): Record<string, number> {
  return Object.fromEntries(
    system.app.transaction.map(({ name, port }) => [name, transfers.servedBy.get(String(port)) ?? 0]),
  );
}

async function commit(): Promise<string> {
  return (await runTool('git', ['rev-parse', 'HEAD']).catch(() => 'unknown')).trim();
}

function machine(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} cores (${cpu?.model.trim()}), ${gigabytes} GiB, Linux ${release()}, Node ${process.version}`;
}
