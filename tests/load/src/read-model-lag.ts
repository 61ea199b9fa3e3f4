import { setTimeout as delay } from 'node:timers/promises';

const withinMs = 300_000;
const askEveryMs = 100;

/**
 * Resolves when everything that the processes at these addresses have applied is in their read model, to the time that took
 * in milliseconds. Work that is left over would otherwise be done during the next measurement.
 */
export async function readModelCaughtUp(urls: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  for (const url of urls) {
    while ((await lagOf(url)) > 0) {
      if (performance.now() - startedAt > withinMs)
        throw new Error(`the read model behind ${url} does not catch up`);
      await delay(askEveryMs);
    }
  }
  return performance.now() - startedAt;
}

async function lagOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lag = /^ledger_projection_lag_records (\d+)/m.exec(text)?.[1];
  if (lag === undefined) throw new Error(`${url}/metrics does not tell how far the read model is behind`);
  return Number(lag);
}
