import { PortError } from '@fintech/ports';
import { pause } from '../pause.ts';
import type { Chance } from './chance.ts';

export interface Patience {
  readonly chance: Chance;
  /** Ends the attempts; the last failure is thrown. */
  readonly signal: AbortSignal;
  /** Called after each failure that is waited out. */
  readonly onFailure: (error: PortError) => void;
}

const firstDelayMs = 100;
const longestDelayMs = 1000;

/**
 * Repeats a call to a store that does not answer until it does, however long that takes. The delays grow, and each is
 * cut by chance, so that replicas do not come back all at once. Whatever else goes wrong is thrown.
 */
export async function untilAvailable<Result>(
  call: () => Promise<Result>,
  { chance, signal, onFailure }: Patience,
): Promise<Result> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof PortError && error.canRetry) || signal.aborted) throw error;
      onFailure(error);
      const delayMs = Math.min(firstDelayMs * 2 ** failures, longestDelayMs);
      await pause(Math.round(delayMs * (0.5 + chance() / 2)), signal);
      if (signal.aborted) throw error;
    }
  }
}
