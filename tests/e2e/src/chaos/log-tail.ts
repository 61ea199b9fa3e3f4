import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KafkaCommandLog } from '@fintech/adapter-kafka';
import { noTexts } from '@fintech/testkit/cluster';
import type { Violations } from './violations.ts';
import type { Witness } from './witness.ts';

export interface LogTailOptions {
  readonly brokers: readonly string[];
  readonly topic: string;
  /** Holds `log.key`. */
  readonly secretsDirectory: string;
  readonly witness: Witness;
  readonly violations: Violations;
}

/** Lets the witness follow the log until it is disposed of; resolves when it has read all that was there. */
export async function followLog(options: LogTailOptions): Promise<AsyncDisposable> {
  const { brokers, topic, secretsDirectory, witness, violations } = options;
  const key = Buffer.from((await readFile(join(secretsDirectory, 'log.key'), 'utf8')).trim(), 'base64url');
  const log = await KafkaCommandLog.open({
    kafka: { brokers, clientId: 'witness' },
    topic,
    partition: 0,
    keys: [key],
    annotationStore: noTexts,
    isSandbox: false,
    appendWithinMs: 1000,
    onHalt: reason => violations.add(`the log is broken: ${String(reason)}`),
    onWarning: () => undefined,
  });
  const subscription = log.subscribe(0, records => witness.read(records));
  await subscription.caughtUp;
  return { [Symbol.asyncDispose]: () => log.close() };
}
