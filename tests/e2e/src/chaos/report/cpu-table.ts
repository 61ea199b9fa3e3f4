import type { TimelineSecond } from '../timeline/timeline.ts';
import { table } from './table.ts';

/** How much of one core each process used, in percent, over all seconds. */
export function cpuTable(timeline: readonly TimelineSecond[]): string {
  const names = [...new Set(timeline.flatMap(({ cpu }) => Object.keys(cpu)))];
  const rows = names.map(name => {
    const sorted = timeline.flatMap(({ cpu }) => cpu[name] ?? []).toSorted((a, b) => a - b);
    const at = (share: number) => String(sorted[Math.floor(share * (sorted.length - 1))]);
    return [name, at(0.5), at(0.99), at(1)];
  });
  return table(['process', 'median', '99 %', 'largest'], rows);
}
