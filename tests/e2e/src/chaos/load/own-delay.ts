import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Delays {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** How late this process itself is, in milliseconds: what it measures is wrong by as much. */
export class OwnDelay implements Disposable {
  readonly #histogram = monitorEventLoopDelay({ resolution: 10 });

  constructor() {
    this.#histogram.enable();
  }

  /** Since the last call. */
  take(): Delays {
    const inMs = (nanoseconds: number) => Math.round(nanoseconds / 1e6);
    const delays = {
      p50: inMs(this.#histogram.percentile(50)),
      p99: inMs(this.#histogram.percentile(99)),
      max: inMs(this.#histogram.max),
    };
    this.#histogram.reset();
    return delays;
  }

  [Symbol.dispose](): void {
    this.#histogram.disable();
  }
}
