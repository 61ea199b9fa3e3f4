import { setTimeout as delay } from 'node:timers/promises';
import { OwnDelay } from '../load/own-delay.ts';
import type { ChaosSystem } from '../system.ts';
import { CpuUse } from './cpu-use.ts';
import { figuresOf, type ProcessFigures } from './process-figures.ts';

/** What everybody did in one second of the run. */
export interface TimelineSecond {
  /** Its end, in milliseconds since the start of the run. */
  readonly atMs: number;
  /** How late the process that makes the load was at most, in milliseconds. */
  readonly loadLateMs: number;
  /** In percent of one core, by process; `load` makes the load and is the proxy, `idle` is what nobody used. */
  readonly cpu: Readonly<Record<string, number>>;
  /** By process of ours; one that did not answer is left out. */
  readonly figures: Readonly<Record<string, ProcessFigures>>;
}

const everyMs = 1000;
const answerWithinMs = 800;

/** Looks at every process once a second, so that a slow recovery can be explained afterwards. */
export class Timeline implements AsyncDisposable {
  readonly seconds: TimelineSecond[] = [];
  readonly #system: Pick<ChaosSystem, 'kafka' | 'mongodb' | 'redis' | 'app'>;
  readonly #startedAt: number;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  /** `startedAt`: of the run, on the monotonic clock. */
  constructor(system: Pick<ChaosSystem, 'kafka' | 'mongodb' | 'redis' | 'app'>, startedAt: number) {
    this.#system = system;
    this.#startedAt = startedAt;
    this.#running = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    using ownDelay = new OwnDelay();
    const cpuUse = new CpuUse();
    for (let due = performance.now(); !signal.aborted; due = Math.max(due + everyMs, performance.now())) {
      await delay(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => undefined);
      const [cpu, figures] = await Promise.all([cpuUse.take(this.#pids()), this.#figures()]);
      const atMs = Math.round(performance.now() - this.#startedAt);
      this.seconds.push({ atMs, loadLateMs: ownDelay.take().max, cpu, figures });
    }
  }

  #pids(): ReadonlyMap<string, number> {
    const { kafka, mongodb, redis, app } = this.#system;
    const nodes = [...app.nodes, ...kafka.nodes, ...mongodb.nodes, ...redis.nodes, ...redis.sentinels];
    const running = nodes.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid] as const]));
    return new Map([['load', process.pid], ...running]);
  }

  async #figures(): Promise<Record<string, ProcessFigures>> {
    const all = await Promise.all(
      this.#system.app.nodes.map(
        async ({ name, port }) => [name, await figuresOf(port, answerWithinMs)] as const,
      ),
    );
    return Object.fromEntries(
      all.flatMap(([name, figures]) => (figures === undefined ? [] : [[name, figures] as const])),
    );
  }
}
