import { writeFile } from 'node:fs/promises';
import { type Sender, signUpSenders } from './senders.ts';
import type { WrkOptions } from './wrk.ts';

/** Whom transfers go to: anybody, or all to one account. */
export type Spread = 'uniform' | 'hot';

/** Signs up `people` and writes them into a file for {@link transferScript}. */
export async function prepareSenders(url: string, people: number, file: string): Promise<void> {
  const senders = await signUpSenders(url, people);
  await writeFile(file, senders.map(toLine).join(''), { mode: 0o600 });
}

const toLine = ({ token, username }: Sender): string => `${token} ${username}\n`;

/** Lets wrk post transfers. Every run needs a script of its own, so that its idempotency keys are fresh. */
export function transferScript(senders: string, spread: Spread): NonNullable<WrkOptions['script']> {
  const path = new URL('./transfers.lua', import.meta.url).pathname;
  return { path, args: [senders, spread, `${spread}-${process.hrtime.bigint()}-`, String(process.pid)] };
}
