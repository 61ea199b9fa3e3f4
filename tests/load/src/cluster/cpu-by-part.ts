import type { ServerNode } from '@fintech/testkit/stack';
import { endedChildrenNs, processNs } from '../thread-times.ts';

/** CPU time by part of the system, in microseconds. */
export type CpuByPart = ReadonlyMap<string, number>;

/** CPU time so far of all processes of each part, of the clients that have ended, and of this program. Linux only. */
export async function cpuByPart(parts: ReadonlyMap<string, readonly ServerNode[]>): Promise<CpuByPart> {
  const times = [...parts].map(async ([part, nodes]) => {
    const running = nodes.flatMap(({ pid }) => pid ?? []);
    const all = await Promise.all(running.map(processNs));
    return [part, all.reduce((sum, ns) => sum + ns, 0) / 1000] as const;
  });
  const { user, system } = process.cpuUsage();
  return new Map([
    ...(await Promise.all(times)),
    ['client', (await endedChildrenNs()) / 1000],
    ['this program', user + system],
  ]);
}

/** What was used between two readings, shared out among `count`. */
export function cpuOfEach(before: CpuByPart, after: CpuByPart, count: number): CpuByPart {
  return new Map([...after].map(([part, time]) => [part, (time - (before.get(part) ?? 0)) / count]));
}

export function describeCpu(cpu: CpuByPart): string {
  const used = [...cpu].filter(([, time]) => time >= 0.5);
  const total = used.reduce((sum, [, time]) => sum + time, 0);
  return `${used.map(([part, time]) => `${part} ${time.toFixed(0)}`).join(', ')}; together ${total.toFixed(0)}`;
}
