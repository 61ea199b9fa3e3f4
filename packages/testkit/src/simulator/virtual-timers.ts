import type { ScheduledEvent, VirtualTime } from './virtual-time.ts';

type Callback = (...values: unknown[]) => void;

/** What the replaced timer functions return. */
class VirtualTimer {
  readonly #time: VirtualTime;
  #event: ScheduledEvent | undefined;

  constructor(time: VirtualTime, delayMs: number, repeats: boolean, action: () => void) {
    this.#time = time;
    this.#schedule(delayMs, repeats, action);
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  clear(): void {
    if (this.#event !== undefined) this.#event.cancelled = true;
  }

  #schedule(delayMs: number, repeats: boolean, action: () => void): void {
    this.#event = this.#time.after(delayMs, this.#time.running, () => {
      if (repeats) this.#schedule(delayMs, repeats, action);
      action();
    });
  }
}

/**
 * Replaces the timers of this JavaScript process by virtual ones until disposed of, so that running code needs no
 * door for its tests. A timer belongs to the simulated process that set it and dies with it.
 */
export function useVirtualTimers(time: VirtualTime): Disposable {
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = globalThis;
  const start =
    (repeats: boolean) =>
    (callback: Callback, delayMs: number, ...values: unknown[]) =>
      new VirtualTimer(time, delayMs, repeats, () => callback(...values));
  const clear = (timer?: VirtualTimer) => timer?.clear();
  Object.assign(globalThis, {
    setTimeout: start(false),
    setInterval: start(true),
    setImmediate: (callback: Callback, ...values: unknown[]) =>
      new VirtualTimer(time, 0, false, () => callback(...values)),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  });
  const real = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate };
  return { [Symbol.dispose]: () => Object.assign(globalThis, real) };
}
