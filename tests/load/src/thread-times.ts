import { readdir, readFile } from 'node:fs/promises';

/** CPU time of one thread so far, by the kernel's accounting. */
export interface ThreadTime {
  readonly name: string;
  /** Nanoseconds on a core. */
  readonly ns: number;
}

/** CPU time of every thread of a process, by thread id. Linux only. */
export async function threadTimes(pid: number): Promise<ReadonlyMap<number, ThreadTime>> {
  const tids = await readdir(`/proc/${pid}/task`);
  const times = await Promise.all(
    tids.map(async tid => {
      const directory = `/proc/${pid}/task/${tid}`;
      const [name, schedstat] = await Promise.all([
        readFile(`${directory}/comm`, 'utf8'),
        readFile(`${directory}/schedstat`, 'utf8'),
      ]);
      return [Number(tid), { name: name.trim(), ns: Number.parseInt(schedstat, 10) }] as const;
    }),
  );
  return new Map(times);
}

/** CPU time in nanoseconds of a process, also of its threads that have ended. Linux only. */
export async function processNs(pid: number): Promise<number> {
  const { user, system } = await statTimes(String(pid), 11);
  return user + system;
}

/** CPU time in nanoseconds of all children that this process has started and that have ended. Linux only. */
export async function endedChildrenNs(): Promise<number> {
  const { user, system } = await statTimes('self', 13);
  return user + system;
}

/** Two neighbouring fields of a process, counted from the one behind its name. */
async function statTimes(pid: string, field: number): Promise<{ user: number; system: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may have spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { user: Number(fields[field]) * nsPerTick, system: Number(fields[field + 1]) * nsPerTick };
}

/** What the kernel counts processes in: 100 ticks a second on every Linux of today. */
const nsPerTick = 10_000_000;
