import { setTimeout as delay } from 'node:timers/promises';

const checkEveryMs = 200;
const checkTimeoutMs = 500;

/** Processes that serve the same, and which of them are ready now: each is asked time and again. */
export class Backends implements Disposable {
  readonly #ports: readonly number[];
  readonly #ready: Set<number>;
  readonly #onFailure = new Map<number, Set<() => void>>();
  readonly #stop = new AbortController();
  #turn = 0;

  /** @param ports of 127.0.0.1 */
  constructor(ports: readonly number[]) {
    this.#ports = ports;
    this.#ready = new Set(ports);
    for (const port of ports) void this.#watch(port);
  }

  /** Every port once: those that are ready first, beginning with the next in turn. */
  inTurn(): readonly number[] {
    this.#turn += 1;
    const start = this.#turn % this.#ports.length;
    const rotated = [...this.#ports.slice(start), ...this.#ports.slice(0, start)];
    return rotated.toSorted((a, b) => Number(this.#ready.has(b)) - Number(this.#ready.has(a)));
  }

  /** It is passed over until it says again that it is ready, and finishes what it has. */
  unready(port: number): void {
    this.#ready.delete(port);
  }

  /** It is passed over as well, and whoever waits for it learns that nothing will come. */
  failed(port: number): void {
    this.#ready.delete(port);
    // When nobody else is ready, waiting is the best there is.
    if (this.#ready.size === 0) return;
    for (const listener of this.#onFailure.get(port) ?? []) listener();
  }

  /** Calls `listener` when the process fails while another one is ready. Returns what ends that. */
  onFailure(port: number, listener: () => void): () => void {
    const listeners = this.#onFailure.get(port) ?? new Set();
    this.#onFailure.set(port, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  async #watch(port: number): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const isReady = await saysItIsReady(port);
      if (isReady === undefined) this.failed(port);
      else if (isReady) this.#ready.add(port);
      else this.unready(port);
      await delay(checkEveryMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}

/** Undefined when it says nothing. */
async function saysItIsReady(port: number): Promise<boolean | undefined> {
  try {
    const signal = AbortSignal.timeout(checkTimeoutMs);
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return undefined;
  }
}
