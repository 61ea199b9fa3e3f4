import { readFile } from 'node:fs/promises';

/** The kernel counts in these; the same on all of Linux. */
const tickMs = 10;

/** How much of the processor processes use, read from `/proc`; nothing where there is none. */
export class CpuUse {
  readonly #before = new Map<string, number>();
  #takenAt = performance.now();

  /**
   * Since the last call, in percent of one core, by name; `idle` is what all cores together did not use. Who was not running at the
   * last call, or is not now, is left out.
   */
  async take(pids: ReadonlyMap<string, number>): Promise<Record<string, number>> {
    const now = performance.now();
    const elapsedMs = now - this.#takenAt;
    this.#takenAt = now;
    const counted = await Promise.all(
      [...pids].map(async ([name, pid]) => [name, pid, await usedBy(pid)] as const),
    );
    const use: Record<string, number> = {};
    for (const [name, key, ticks] of [...counted, ['idle', 0, await idle()] as const]) {
      const since = this.#before.get(`${name} ${key}`);
      if (ticks === undefined) continue;
      this.#before.set(`${name} ${key}`, ticks);
      if (since !== undefined) use[name] = Math.round(((ticks - since) * tickMs * 100) / elapsedMs);
    }
    return use;
  }
}

async function usedBy(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name of the program, in brackets, may hold anything.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields && Number(fields[11]) + Number(fields[12]);
}

async function idle(): Promise<number | undefined> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => undefined);
  const fields = /^cpu +(.*)$/m.exec(text ?? '')?.[1]?.split(' ');
  return fields && Number(fields[3]) + Number(fields[4]);
}
