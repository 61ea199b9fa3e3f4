/** Those beyond it are not made to wait (rule R11). */
const maxWaiters = 10_000;

interface Waiter {
  readonly position: number;
  readonly wake: (reached: boolean) => void;
}

/** Readers who wait until a position is visible. */
export class PositionWaiters {
  #waiters: Waiter[] = [];

  get size(): number {
    return this.#waiters.length;
  }

  /** Resolves to whether the position was reached within `timeoutMs`. */
  wait(position: number, timeoutMs: number): Promise<boolean> {
    if (this.#waiters.length >= maxWaiters) return Promise.resolve(false);
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        this.#waiters = this.#waiters.filter(other => other !== waiter);
        resolve(false);
      }, timeoutMs);
      const waiter: Waiter = {
        position,
        wake: reached => {
          clearTimeout(timer);
          resolve(reached);
        },
      };
      this.#waiters.push(waiter);
    });
  }

  reached(position: number): void {
    if (this.#waiters.length === 0) return;
    const woken = this.#waiters.filter(waiter => waiter.position <= position);
    this.#waiters = this.#waiters.filter(waiter => waiter.position > position);
    for (const waiter of woken) waiter.wake(true);
  }

  /** Tells everyone that it will take too long. */
  sendAway(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.wake(false);
  }
}
