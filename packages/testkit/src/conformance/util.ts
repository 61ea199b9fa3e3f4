import { setImmediate } from 'node:timers/promises';

const deadlineMs = 20_000;

/** Resolves in the first turn of the event loop in which `condition` holds. Throws after twenty seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Not within ${deadlineMs} ms: ${condition}`);
    await setImmediate();
  }
}

/** The whole numbers `from … end - 1`. */
export function range(from: number, end: number): number[] {
  return Array.from({ length: end - from }, (_, i) => from + i);
}
