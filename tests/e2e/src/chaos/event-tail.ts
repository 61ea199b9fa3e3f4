import { setTimeout as delay } from 'node:timers/promises';
import { KafkaEventBus } from '@fintech/adapter-kafka';
import { transactionsTopic } from '@fintech/contracts';
import { positionOf } from '@fintech/testkit/model';
import type { Violations } from './violations.ts';
import type { Witness } from './witness.ts';

export interface EventTailOptions {
  readonly brokers: readonly string[];
  readonly witness: Witness;
  readonly violations: Violations;
}

const lookEveryMs = 20;

/** Lets the witness judge every event about transfers until it is disposed of. */
export async function followEvents(options: EventTailOptions): Promise<AsyncDisposable> {
  const { brokers, witness, violations } = options;
  const bus = await KafkaEventBus.open({
    kafka: { brokers, clientId: 'witness' },
    topics: [transactionsTopic],
    isSandbox: false,
    publishWithinMs: 1000,
    onWarning: message => violations.add(message),
  });
  bus.subscribe(transactionsTopic, 'witness', async event => {
    while (witness.position < positionOf(event)) await delay(lookEveryMs);
    violations.addAll(witness.events.take(event));
  });
  return bus;
}
