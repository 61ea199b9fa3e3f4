import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KafkaCommandLog } from '@fintech/adapter-kafka';
import { type Command, encodeCommand, encodeRecord, systemId } from '@fintech/ledger';
import type { AnnotationStore } from '@fintech/ports';

const currency = 'EUR';
const lifetimeMs = 30_000;
/** Two records fit into the batch that a topic takes. */
const targetBytes = 256 * 1024;
const appendsAtOnce = 4;

/** Nobody here asks for texts or writes any. */
const noTexts: AnnotationStore = {
  save: async () => undefined,
  find: async () => new Map(),
  erase: async () => undefined,
};

export interface LargeLogOptions {
  readonly brokers: readonly string[];
  /** Holds `log.key`. */
  readonly secretsDirectory: string;
  readonly accounts: number;
  readonly transfers: number;
}

/**
 * Appends accounts, and payments between them of money from the outside world, to the log of a running cluster. Resolves to the
 * number of commands. They are what the service would append, without keys.
 */
export async function growLog(options: LargeLogOptions, say: (what: string) => void): Promise<number> {
  const { brokers, secretsDirectory } = options;
  const key = Buffer.from((await readFile(join(secretsDirectory, 'log.key'), 'utf8')).trim(), 'base64url');
  await using log = await KafkaCommandLog.open({
    kafka: { brokers, clientId: 'benchmark' },
    topic: 'ledger.commands',
    partition: 0,
    keys: [key],
    annotationStore: noTexts,
    isSandbox: false,
    appendWithinMs: 30_000,
    onHalt: reason => say(`the log is broken: ${String(reason)}`),
    onWarning: () => undefined,
  });
  const underWay = new Set<Promise<void>>();
  let commands: Uint8Array[] = [];
  let bytes = 0;
  let count = 0;
  const append = async () => {
    const appended: Promise<void> = log.append(encodeRecord(commands), []).then(() => {
      underWay.delete(appended);
    });
    underWay.add(appended);
    commands = [];
    bytes = 0;
    if (underWay.size >= appendsAtOnce) await Promise.race(underWay);
  };
  for (const command of commandsOf(options)) {
    const encoded = encodeCommand(command);
    commands.push(encoded);
    bytes += encoded.length;
    count += 1;
    if (bytes >= targetBytes) await append();
    if (count % 200_000 === 0) say(`${count} commands appended`);
  }
  if (commands.length > 0) await append();
  await Promise.all(underWay);
  return count;
}

function* commandsOf({ accounts, transfers }: LargeLogOptions): Generator<Command> {
  let next = 0;
  const stamp = () => {
    const time = Date.now();
    return { id: idOf('command', next++), time, notAfter: time + lifetimeMs };
  };
  const world = idOf('world', 0);
  yield { kind: 'open_account', accountId: world, ownerId: systemId, currency, role: 'system', ...stamp() };
  for (let number = 0; number < accounts; number++) {
    const accountId = idOf('account', number);
    yield {
      kind: 'open_account',
      accountId,
      ownerId: idOf('owner', number),
      currency,
      role: 'customer',
      ...stamp(),
    };
  }
  for (let number = 0; number < transfers; number++) {
    const to = idOf('account', number % accounts);
    const leg = { from: world, to, amount: 100 + (number % 900), currency };
    yield { kind: 'transfer', purpose: 'deposit', actorId: systemId, legs: [leg], ...stamp() };
  }
}

const idOf = (kind: string, number: number): string => hash('sha256', `${kind} ${number}`).slice(0, 32);
