import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerNode } from '@fintech/testkit/stack';
import type { Violations } from './violations.ts';

export interface MemoryUse {
  readonly name: string;
  /** Of the first minute that the process was seen, in megabytes. */
  readonly firstMb: number;
  readonly medianMb: number;
  readonly maxMb: number;
}

const lookEveryMs = 500;
const measureEvery = 10;
/** A replica of this load needs a third of it. */
const maxResidentMb = 1024;

/**
 * Watches our own processes: none may end unless a fault ended it, and none may grow without bound. Servers of others may end
 * by themselves, as brokers do when their disk is full.
 */
export class ProcessWatch implements AsyncDisposable {
  readonly #nodes: readonly ServerNode[];
  readonly #violations: Violations;
  readonly #expectedDown = new Set<string>();
  readonly #reported = new Set<string>();
  readonly #resident = new Map<string, number[]>();
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  constructor(nodes: readonly ServerNode[], violations: Violations) {
    this.#nodes = nodes;
    this.#violations = violations;
    this.#running = this.#run();
  }

  /** These may be down until {@link expectUp}. */
  expectDown(names: readonly string[]): void {
    for (const name of names) this.#expectedDown.add(name);
  }

  expectUp(names: readonly string[]): void {
    for (const name of names) this.#expectedDown.delete(name);
  }

  memory(): readonly MemoryUse[] {
    return [...this.#resident].map(([name, all]) => {
      const sorted = all.toSorted((a, b) => a - b);
      return {
        name,
        firstMb: all[0] ?? 0,
        medianMb: sorted[sorted.length >> 1] ?? 0,
        maxMb: sorted.at(-1) ?? 0,
      };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    for (let round = 0; !signal.aborted; round++) {
      for (const node of this.#nodes) await this.#look(node);
      if (round % measureEvery === 0) for (const node of this.#nodes) await this.#measure(node);
      await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(node: ServerNode): Promise<void> {
    if (node.running || this.#expectedDown.has(node.name) || this.#reported.has(node.name)) return;
    this.#reported.add(node.name);
    this.#violations.add(`${node.name} ended by itself:\n${await node.logTail(15)}`);
  }

  async #measure({ name, pid }: ServerNode): Promise<void> {
    if (pid === undefined) return;
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN);
    if (Number.isNaN(kilobytes)) return;
    const megabytes = Math.round(kilobytes / 1024);
    const all = this.#resident.get(name) ?? [];
    this.#resident.set(name, all);
    all.push(megabytes);
    if (megabytes > maxResidentMb) this.#violations.add(`${name} takes ${megabytes} MB of memory`);
  }
}
