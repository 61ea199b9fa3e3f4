import { ProblemError } from '@fintech/contracts';

export interface WorkPoolOptions {
  /** Jobs that run at the same time. */
  readonly parallel: number;
  /** Jobs that may wait; one more is refused. */
  readonly maxQueue: number;
}

/** Runs a few jobs at a time and keeps a bounded queue, so that a flood is shed instead of slowing everything down. */
export class WorkPool {
  readonly #options: WorkPoolOptions;
  readonly #waiting: Array<() => void> = [];
  #running = 0;

  constructor(options: WorkPoolOptions) {
    this.#options = options;
  }

  /** @throws ProblemError `overloaded` when the queue is full; the job has not begun then */
  async run<T>(job: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await job();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#options.parallel) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= this.#options.maxQueue) {
      throw new ProblemError('overloaded', { retryAfterSeconds: 1 });
    }
    await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  /** The place goes to the next one in the queue, if there is one. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }
}
