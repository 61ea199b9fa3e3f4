import { Ledger, LedgerHalt, type LedgerOptions } from '@fintech/ledger';
import type { CommandLog } from '@fintech/ports';

/** What is remembered of the log, outside it. */
export interface Remembered {
  /** Of the snapshot that the ledger was restored from, if any. */
  readonly ledgerId: string | undefined;
  /** Of the first record, as the read model has it. */
  readonly chain: string | undefined;
}

/**
 * Holds the first record of the log against what is remembered of it (rule R14). A replica that starts from a snapshot
 * would never look at it, and would go on with the balances of one ledger and the commands of another.
 *
 * @throws LedgerHalt `foreign_ledger`
 */
export async function assertOwnLog(
  log: Pick<CommandLog, 'subscribe'>,
  options: LedgerOptions,
  { ledgerId, chain }: Remembered,
): Promise<void> {
  const bytes = await firstRecord(log);
  const remedy =
    'Was the topic created again, or is it that of another cluster? Nothing was changed; mend the settings, ' +
    'or bring the log back.';
  if (bytes === undefined)
    throw new LedgerHalt('foreign_ledger', `the log is empty, but a ledger is remembered. ${remedy}`);
  const first = new Ledger(options);
  const applied = first.applyRecord(0, bytes);
  if (ledgerId !== undefined && ledgerId !== first.ledgerId) {
    const other = `the log is that of the ledger ${first.ledgerId}, the snapshot that of ${ledgerId}`;
    throw new LedgerHalt('foreign_ledger', `${other}. ${remedy}`);
  }
  if (chain !== undefined && chain !== applied.chain) {
    const other = `the log of the ledger ${first.ledgerId} does not begin as the one that the read model was made from`;
    throw new LedgerHalt('foreign_ledger', `${other}. ${remedy}`);
  }
}

async function firstRecord(log: Pick<CommandLog, 'subscribe'>): Promise<Uint8Array | undefined> {
  const first = Promise.withResolvers<Uint8Array | undefined>();
  const enough = Promise.withResolvers<void>();
  const subscription = log.subscribe(0, records => {
    first.resolve(records[0]?.bytes);
    // Nothing more is delivered while this is awaited.
    return enough.promise;
  });
  subscription.caughtUp.then(() => first.resolve(undefined), first.reject);
  try {
    return await first.promise;
  } finally {
    const closed = subscription.close();
    enough.resolve();
    await closed;
  }
}
