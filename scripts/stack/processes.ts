import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProcessId {
  readonly pid: number;
  /** When it began, as the kernel counts: another process that got the same number later began later. */
  readonly began: string;
}

export type ProcessState = 'running' | 'paused' | 'stopped';

const stopWithinMs = 20_000;
const lookEveryMs = 50;

/** The process of this number now. @throws Error when there is none */
export async function identify(pid: number): Promise<ProcessId> {
  const stat = await readStat(pid);
  if (stat === undefined) throw new Error(`process ${pid} is gone`);
  return { pid, began: stat.began };
}

export async function stateOf(process: ProcessId | undefined): Promise<ProcessState> {
  const stat = process && (await readStat(process.pid));
  if (stat?.began !== process?.began || stat === undefined || 'ZX'.includes(stat.state)) return 'stopped';
  return stat.state === 'T' ? 'paused' : 'running';
}

/** Does nothing when the process is gone, whoever has its number now. */
export async function signal(id: ProcessId, name: NodeJS.Signals): Promise<void> {
  if ((await stateOf(id)) !== 'stopped') process.kill(id.pid, name);
}

/** SIGTERM, and SIGKILL when that does not help within twenty seconds. Resolves when the process is gone. */
export async function stop(id: ProcessId): Promise<void> {
  await signal(id, 'SIGCONT');
  await signal(id, 'SIGTERM');
  const deadline = performance.now() + stopWithinMs;
  while ((await stateOf(id)) !== 'stopped' && performance.now() < deadline) await delay(lookEveryMs);
  await kill(id);
}

/** SIGKILL. Resolves when the process is gone. */
export async function kill(id: ProcessId): Promise<void> {
  await signal(id, 'SIGKILL');
  while ((await stateOf(id)) !== 'stopped') await delay(lookEveryMs);
}

/** From `/proc`: the fields after the name, which may hold anything but is in brackets. */
async function readStat(pid: number): Promise<{ state: string; began: string } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields && { state: fields[0] ?? '', began: fields[19] ?? '' };
}
