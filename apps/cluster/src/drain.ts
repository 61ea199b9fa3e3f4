import { setTimeout as delay } from 'node:timers/promises';

/** The end of a process in two steps: first it says that it is not ready, so that proxies turn away, then it stops. */
export class Drain {
  readonly #drainMs: number;
  #begun = false;

  constructor(drainMs: number) {
    this.#drainMs = drainMs;
  }

  /** What `/readyz` names as the reason, if it is one. */
  get reasons(): readonly string[] {
    return this.#begun ? ['stopping'] : [];
  }

  /** Resolves when nobody should come any more. */
  async passed(): Promise<void> {
    this.#begun = true;
    if (this.#drainMs > 0) await delay(this.#drainMs);
  }
}
