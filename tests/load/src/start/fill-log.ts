import { type Command, encodeCommand, encodeRecord } from '@fintech/ledger';
import type { CommandLog } from '@fintech/ports';
import { say } from '../say.ts';

/** Bytes that are under way at once: one batch of the producer, and the next one. */
const underWayBytes = 1024 * 1024;
const progressEvery = 250_000;

/** Appends commands as replicas do, so many in a record, and resolves when all of them are durable. */
export async function fillLog(
  log: Pick<CommandLog, 'append'>,
  commands: Iterable<Command>,
  perRecord: number,
): Promise<void> {
  const startedAt = performance.now();
  let appends: Promise<void>[] = [];
  let [bytes, count, nextProgress] = [0, 0, progressEvery];
  for (const record of records(commands, perRecord)) {
    appends.push(log.append(record, []));
    bytes += record.length;
    count += perRecord;
    if (bytes < underWayBytes) continue;
    await Promise.all(appends);
    [appends, bytes] = [[], 0];
    if (count < nextProgress) continue;
    nextProgress += progressEvery;
    say(`appended ${count} commands, ${perSecond(count, performance.now() - startedAt)} a second`);
  }
  await Promise.all(appends);
}

function* records(commands: Iterable<Command>, perRecord: number): Iterable<Uint8Array> {
  let encoded: Uint8Array[] = [];
  for (const command of commands) {
    encoded.push(encodeCommand(command));
    if (encoded.length < perRecord) continue;
    yield encodeRecord(encoded);
    encoded = [];
  }
  if (encoded.length > 0) yield encodeRecord(encoded);
}

export function perSecond(count: number, milliseconds: number): string {
  return Math.round((count / milliseconds) * 1000).toLocaleString('en');
}
