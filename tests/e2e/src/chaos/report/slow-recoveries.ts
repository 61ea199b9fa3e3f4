import type { FaultEvent, Recovery } from '../nemesis.ts';
import type { TimelineSecond } from '../timeline/timeline.ts';
import type { KindSummary } from './chaos-report.ts';
import { table } from './table.ts';

export interface RecoveriesSeen {
  readonly kinds: readonly Pick<KindSummary, 'kind' | 'goalMs'>[];
  readonly events: readonly SeenEvent[];
  readonly timeline: readonly TimelineSecond[];
}

type SeenEvent = Pick<FaultEvent, 'kinds' | 'victims' | 'atMs' | 'recovery' | 'lastedMs' | 'ownDelay'>;

const marginMs = 1000;
const mostSeconds = 25;

/** For each recovery that took longer than its goal for any kind of request, what every process did, second by second. */
export function slowRecoveries({ kinds, events, timeline }: RecoveriesSeen): readonly string[] {
  const goals = new Map(kinds.map(({ kind, goalMs }) => [kind, goalMs ?? Number.POSITIVE_INFINITY]));
  const slow = events.filter(event => {
    const goalMs = Math.min(...event.kinds.map(kind => goals.get(kind) ?? Number.POSITIVE_INFINITY));
    return (slowestMs(event) ?? Number.POSITIVE_INFINITY) > goalMs;
  });
  if (slow.length === 0) return ['Each was within its goal, for each kind of request.'];
  return slow.flatMap(event => [titleOf(event), secondsOf(event, timeline)]);
}

function slowestMs({ recovery }: SeenEvent): number | undefined {
  return recovery === undefined ? undefined : Math.max(recovery.all, ...Object.values(recovery.byStream));
}

function inWords({ all, byStream }: Recovery): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const { transfer, read, identity } = byStream;
  return `got over in ${seconds(all)} (transfers alone ${seconds(transfer)}, reads ${seconds(read)}, identity ${seconds(identity)})`;
}

function titleOf({ kinds, victims, atMs, recovery, ownDelay }: SeenEvent): string {
  const recovered = recovery === undefined ? 'not got over' : inWords(recovery);
  return (
    `**${kinds.join(' and ')}** (${victims.join(', ')}), ${Math.round(atMs / 1000)} s after the start: ${recovered}, while the load ` +
    `was late by at most ${ownDelay.max} ms. Of each process: commands that wait for an answer / commands that others have ` +
    'applied and it has not / how late its event loop was, in milliseconds.'
  );
}

function secondsOf(event: SeenEvent, timeline: readonly TimelineSecond[]): string {
  const { atMs, lastedMs } = event;
  const untilMs = atMs + (slowestMs(event) ?? lastedMs) + 2 * marginMs;
  const seconds = timeline.filter(second => second.atMs >= atMs - marginMs && second.atMs <= untilMs);
  const names = [...new Set(timeline.flatMap(({ figures }) => Object.keys(figures)))].toSorted();
  const heads = ['second', 'load late, ms', 'idle, %', 'load, %', ...names];
  const rows = seconds
    .slice(0, mostSeconds)
    .map(second => [
      ((second.atMs - atMs) / 1000).toFixed(1),
      String(second.loadLateMs),
      String(second.cpu.idle ?? '–'),
      String(second.cpu.load ?? '–'),
      ...names.map(name => figuresOf(second, name)),
    ]);
  return table(heads, rows);
}

function figuresOf({ figures }: TimelineSecond, name: string): string {
  const own = figures[name];
  if (own === undefined) return 'silent';
  if (own.position === undefined) return `${own.loopMs}`;
  const furthest = Math.max(...Object.values(figures).map(({ position }) => position ?? 0));
  return `${own.pending} / ${furthest - own.position} / ${own.loopMs}`;
}
