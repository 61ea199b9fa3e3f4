import { Ledger } from '@fintech/ledger';
import type { CommandLog } from '@fintech/ports';
import { sha256 } from '@fintech/runtime';

/** How many transfers between people the log carries out, by a ledger that this process fills anew. */
export async function countTransfers(log: Pick<CommandLog, 'subscribe'>): Promise<number> {
  const ledger = new Ledger({ sha256 });
  let count = 0;
  const subscription = log.subscribe(0, records => {
    for (const { offset, bytes } of records) {
      const { results } = ledger.applyRecord(offset, bytes);
      count += results.filter(({ code, purpose }) => code === 'applied' && purpose === 'transfer').length;
    }
  });
  await subscription.caughtUp;
  await subscription.close();
  return count;
}
