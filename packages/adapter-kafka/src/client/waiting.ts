import { setTimeout as delay } from 'node:timers/promises';

/** Waits that double from `firstMs` to `longestMs` until they are reset. None lasts beyond the end of `signal`. */
export class GrowingDelay {
  readonly #firstMs: number;
  readonly #longestMs: number;
  #nextMs: number;

  constructor(firstMs: number, longestMs: number) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#nextMs = firstMs;
  }

  reset(): void {
    this.#nextMs = this.#firstMs;
  }

  async wait(signal: AbortSignal): Promise<void> {
    // A quarter is left to chance, so that processes that failed together do not come back together.
    const ms = this.#nextMs * (0.75 + Math.random() / 4);
    this.#nextMs = Math.min(this.#nextMs * 2, this.#longestMs);
    await pause(ms, signal);
  }
}

/** Resolves after `ms`, or when `signal` aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}

/** Resolves when `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}
