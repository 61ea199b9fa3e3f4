import { PortError } from '@fintech/ports';
import { Redis } from 'ioredis';
import { type Address, parseAddress } from './endpoint.ts';
import { reasonOf } from './failure.ts';

export interface SentinelQuestion {
  readonly sentinels: readonly string[];
  readonly masterName: string;
  readonly sentinelPassword?: string;
}

const answerWithinMs = 1000;

/**
 * Makes sure that a Sentinel answers and watches the master of this name, and says clearly when not: the driver itself
 * would go on asking without a word.
 * @throws PortError `store_unavailable` when none answers, `unsafe_settings` when they watch no such master
 */
export async function requireMasterName(question: SentinelQuestion): Promise<void> {
  const { sentinels, masterName } = question;
  const answers = await Promise.allSettled(sentinels.map(sentinel => watchedBy(sentinel, question)));
  const watched = new Set(answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : [])));
  if (watched.has(masterName)) return;
  if (answers.some(answer => answer.status === 'fulfilled')) {
    const others = watched.size === 0 ? 'no master at all' : [...watched].join(', ');
    throw new PortError(
      'unsafe_settings',
      `The Sentinels watch ${others}, and no master of the name ${masterName}.`,
    );
  }
  const reasons = answers.map((answer, i) => {
    return `${sentinels[i]} (${answer.status === 'rejected' ? reasonOf(answer.reason) : 'no answer'})`;
  });
  throw new PortError('store_unavailable', `No Sentinel answers: ${reasons.join(', ')}`);
}

async function watchedBy(sentinel: string, { sentinelPassword }: SentinelQuestion): Promise<string[]> {
  const client = new Redis(sentinelOptions(parseAddress(sentinel), sentinelPassword));
  let failure: unknown;
  client.on('error', error => {
    failure = error;
  });
  try {
    await client.connect().catch(error => {
      throw failure ?? error;
    });
    const masters = await client.call('SENTINEL', 'MASTERS');
    return Array.isArray(masters) ? masters.map(nameOf) : [];
  } finally {
    client.disconnect();
  }
}

const sentinelOptions = ({ host, port }: Address, password: string | undefined) => ({
  host,
  port,
  ...(password === undefined ? {} : { password }),
  lazyConnect: true,
  retryStrategy: null,
  enableReadyCheck: false,
  connectTimeout: answerWithinMs,
  commandTimeout: answerWithinMs,
  disconnectTimeout: 100,
});

/** A Sentinel describes a master as a list of names and values. */
function nameOf(fields: unknown): string {
  const list: unknown[] = Array.isArray(fields) ? fields : [];
  return String(list[list.indexOf('name') + 1]);
}
