import type { VirtualTime } from './virtual-time.ts';

/** How long something takes, in milliseconds: `[shortest, longest]`. */
export type Latency = readonly [number, number];

/**
 * A process of the simulated world. Whatever waits inside it is lost when it is killed; what it has already sent to a
 * store or to the log takes effect all the same.
 */
export class SimulatedProcess {
  readonly name: string;
  readonly #time: VirtualTime;
  #alive = true;
  /** Port calls it will still survive. */
  #callsLeft = Number.POSITIVE_INFINITY;
  #pausedUntil = 0;
  #onKilled: (() => void)[] = [];

  constructor(name: string, time: VirtualTime) {
    this.name = name;
    this.#time = time;
  }

  get alive(): boolean {
    return this.#alive;
  }

  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** Stands still, as in a long garbage collection, and goes on as if nothing had been. */
  pause(durationMs: number): void {
    this.#pausedUntil = this.#time.now + durationMs;
  }

  resume(): void {
    this.#pausedUntil = 0;
  }

  kill(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#time.trace(`${this.name} dies`);
    for (const callback of this.#onKilled) callback();
  }

  onKilled(callback: () => void): void {
    this.#onKilled.push(callback);
  }

  /** Arranges for the process to die at one of its next awaits: the port call number `calls` from now. */
  killAtCall(calls: number): void {
    this.#callsLeft = calls;
  }

  /**
   * Calls something outside the process: `effect` happens there after the way out, its result is known here after the
   * way back. A process that dies at this await may or may not have sent the call.
   */
  call<Result>(latency: Latency, effect: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (!this.survivesCall()) return;
      this.#time.after(this.#delay(latency), undefined, () => {
        const settle = attempt(effect, resolve, reject);
        this.#time.after(this.#delay(latency), this, settle);
      });
    });
  }

  /** Counts one port call. False when the process is dead and the call is not sent. */
  survivesCall(): boolean {
    if (!this.#alive) return false;
    this.#callsLeft -= 1;
    if (this.#callsLeft > 0) return true;
    const sent = this.#time.random.chance(0.5);
    this.kill();
    return sent;
  }

  #delay([shortest, longest]: Latency): number {
    return this.#time.random.between(shortest, longest);
  }
}

function attempt<Result>(
  effect: () => Result,
  resolve: (result: Result) => void,
  reject: (error: unknown) => void,
): () => void {
  try {
    const result = effect();
    return () => resolve(result);
  } catch (error) {
    return () => reject(error);
  }
}
