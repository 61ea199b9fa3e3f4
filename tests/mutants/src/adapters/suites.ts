import type { Mutant, Suite } from '../mutant.ts';

const kafka = 'packages/adapter-kafka/test';
const mongodb = 'packages/adapter-mongodb/test';
const redis = 'packages/adapter-redis/test';

/** What runs against real servers, and in three cases against a scripted broker. Some break servers, and start their own. */
export const suites = {
  producer: { files: [`${kafka}/client/partition-producer.test.ts`] },
  elections: { files: [`${kafka}/client/cluster-view.test.ts`] },
  reader: { files: [`${kafka}/log/ordered-reader.test.ts`] },
  log: { files: [`${kafka}/log/command-log.int.test.ts`] },
  acknowledgement: { files: [`${kafka}/log/acknowledgement.int.test.ts`] },
  corruption: { files: [`${kafka}/log/corruption.int.test.ts`] },
  refusals: { files: [`${kafka}/log/refusals.int.test.ts`] },
  'broker failures': { files: [`${kafka}/log/broker-failures.int.test.ts`] },
  events: { files: [`${kafka}/events/event-bus.int.test.ts`] },

  entries: { files: [`${mongodb}/entries/entry-store.int.test.ts`] },
  projectors: { files: [`${mongodb}/entries/projectors.int.test.ts`] },
  outbox: { files: [`${mongodb}/documents/outbox.int.test.ts`] },
  'write concern': { files: [`${mongodb}/write-concern.int.test.ts`] },
  connection: { files: [`${mongodb}/connection/connection.int.test.ts`] },
  snapshots: { files: [`${mongodb}/snapshots/snapshot-safety.int.test.ts`] },

  sessions: { files: [`${redis}/session-store.int.test.ts`] },
  'many processes': { files: [`${redis}/many-processes.int.test.ts`] },
  replication: { files: [`${redis}/replication.int.test.ts`] },
} as const satisfies Record<string, Suite>;

export type AdapterSuite = keyof typeof suites;

export interface AdapterMutant extends Mutant<AdapterSuite> {
  /** Name of the test that must notice it; the others of the suite are not run. */
  readonly test: string;
}

export function inFile(
  file: string,
  mutants: readonly Omit<AdapterMutant, 'file'>[],
): readonly AdapterMutant[] {
  return mutants.map(mutant => ({ ...mutant, file }));
}
