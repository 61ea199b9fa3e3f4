import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { EntryStore } from '@fintech/ports';
import type { ServerNode } from '@fintech/testkit/stack';
import { type CpuByPart, cpuByPart, cpuOfEach } from '../cluster/cpu-by-part.ts';
import { say } from '../say.ts';
import { processNs } from '../thread-times.ts';
import { perSecond } from './fill-log.ts';

export interface Start {
  /** From the start of the process to the first `/readyz` that says so, in seconds. */
  readonly seconds: number;
  /** CPU time of the process until then, all threads, in seconds. */
  readonly cpuSeconds: number;
  /** Resident memory, then and at most, in megabytes. */
  readonly residentMb: number;
  readonly mostResidentMb: number;
}

export interface Projection {
  readonly commands: number;
  readonly seconds: number;
  /** When the process said that it was ready. */
  readonly readyAfterSeconds: number;
  /** CPU time of one command, in microseconds. */
  readonly cpu: CpuByPart;
}

const readyWithinMs = 600_000;
const stuckAfterMs = 120_000;
const askEveryMs = 50;
const lookEveryMs = 250;
const progressEveryMs = 10_000;

/** Starts the process of a replica, waits until it is ready, and ends it before it can save anything. */
export async function timeStart(node: ServerNode): Promise<Start> {
  const startedAt = performance.now();
  await node.launch();
  const { pid = 0 } = node;
  while (!(await isReady(node))) {
    if (performance.now() - startedAt > readyWithinMs) throw new Error(`${node.name} does not become ready`);
    await delay(askEveryMs);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = (await processNs(pid)) / 1e9;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  await node.kill();
  return { seconds, cpuSeconds, residentMb: mb(status, 'VmRSS'), mostResidentMb: mb(status, 'VmHWM') };
}

/** Lets a replica write the read model up to the end of the log, and stops it, so that it saves a snapshot. */
export async function project(node: ServerNode, { entryStore, end, parts }: Projected): Promise<Projection> {
  const { position: from } = await entryStore.checkpoint();
  const before = await cpuByPart(parts);
  const startedAt = performance.now();
  const since = () => performance.now() - startedAt;
  await node.launch();
  let readyAfterMs: number | undefined;
  let [seen, seenAtMs, nextProgressMs] = [from, 0, progressEveryMs];
  for (;;) {
    const { position, nextOffset } = await entryStore.checkpoint();
    if (readyAfterMs === undefined && (await isReady(node))) readyAfterMs = since();
    if (position > seen) [seen, seenAtMs] = [position, since()];
    if (nextOffset >= end && readyAfterMs !== undefined) break;
    if (since() - seenAtMs > stuckAfterMs)
      throw new Error(`the read model stands still:\n${await node.logTail()}`);
    if (since() > nextProgressMs) {
      nextProgressMs += progressEveryMs;
      say(`the read model has ${seen - from} commands more, ${perSecond(seen - from, since())} a second`);
    }
    await delay(lookEveryMs);
  }
  const commands = seen - from;
  const cpu = cpuOfEach(before, await cpuByPart(parts), commands);
  await node.stop();
  return { commands, seconds: seenAtMs / 1000, readyAfterSeconds: readyAfterMs / 1000, cpu };
}

export interface Projected {
  readonly entryStore: Pick<EntryStore, 'checkpoint'>;
  /** Offset that the next record will get. */
  readonly end: number;
  /** Whose CPU time is asked for. */
  readonly parts: ReadonlyMap<string, readonly ServerNode[]>;
}

/** @throws Error when the process has ended */
async function isReady(node: ServerNode): Promise<boolean> {
  if (!node.running) throw new Error(`${node.name} ended:\n${await node.logTail()}`);
  return node.options.isReady().catch(() => false);
}

function mb(status: string, name: string): number {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
