import { setTimeout as delay } from 'node:timers/promises';
import { PortError } from '@fintech/ports';
import type { RedisSet, ServerNode } from '@fintech/testkit/stack';

const withinMs = 30_000;

/** Resolves when the condition holds. A throw means "not yet". */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const holds = await Promise.resolve()
      .then(condition)
      .catch(() => false);
    if (holds) return;
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await delay(20);
  }
}

/** Resolves when the Sentinels have made another node the master. */
export function replaced(redis: RedisSet, old: ServerNode): Promise<void> {
  return eventually('failover', async () => (await redis.master()).name !== old.name);
}

/** Makes a call again until it has an answer, as its callers do. */
export async function answered<T>(call: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const temporary = error instanceof PortError && error.canRetry;
      if (!temporary || performance.now() > deadline) throw error;
      await delay(20);
    }
  }
}
