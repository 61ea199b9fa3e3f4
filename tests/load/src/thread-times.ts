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

/** CPU time in nanoseconds of all children that this process has started and that have ended. Linux only. */
export async function endedChildrenNs(): Promise<number> {
  const stat = await readFile('/proc/self/stat', 'utf8');
  // The name in brackets may have spaces; user and system time of children are the 14th and 15th field behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * nsPerTick;
}

/** What the kernel counts processes in: 100 ticks a second on every Linux of today. */
const nsPerTick = 10_000_000;
