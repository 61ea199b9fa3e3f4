export interface Suite {
  readonly files: readonly string[];
  /** Runs only tests whose names hold this. */
  readonly only?: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Tests that must notice a bug; each runs alone, in a process of its own. */
export const suites = {
  histories: { files: ['tests/simulation/test/histories.test.ts'], env: { HISTORIES: '60' } },
  service: {
    files: ['tests/simulation/test/service.test.ts', 'tests/simulation/test/outage.test.ts'],
    env: {},
  },
  replica: { files: ['services/transaction/test/ledger/replica.int.test.ts'], env: {} },
  replicas: { files: ['tests/simulation/test/replicas.test.ts'], env: {} },
  durability: { files: ['tests/simulation/test/durability.test.ts'], env: {} },
  model: { files: ['packages/ledger/test/model.test.ts'], env: { PROPERTY_RUNS: '1000' } },
  ledger: {
    files: [
      'packages/ledger/test/ledger.test.ts',
      'packages/ledger/test/logic.test.ts',
      'packages/ledger/test/codec.test.ts',
      'packages/ledger/test/snapshot.test.ts',
      'packages/ledger/test/recorded-logs.test.ts',
    ],
    env: {},
  },
  shell: {
    files: [
      'services/transaction/test/ledger/sequencer.test.ts',
      'services/transaction/test/ledger/own-log.test.ts',
      'services/transaction/test/ledger/projector.test.ts',
      'services/transaction/test/ledger/snapshots.test.ts',
    ],
    env: {},
  },
  entries: { files: ['packages/adapter-sqlite/test/entry-store.int.test.ts'], env: {} },
  kafkaClient: {
    files: [
      'packages/adapter-kafka/test/client/batch-sender.test.ts',
      'packages/adapter-kafka/test/client/cluster-view.test.ts',
      'packages/adapter-kafka/test/client/partition-producer.test.ts',
      'packages/adapter-kafka/test/log/envelope.test.ts',
      'packages/adapter-kafka/test/log/ordered-reader.test.ts',
    ],
    env: {},
  },
  kafkaLog: {
    files: ['packages/adapter-kafka/test/log/command-log.int.test.ts'],
    only: 'order and delivery',
    env: {},
  },
  kafkaRefusals: { files: ['packages/adapter-kafka/test/log/refusals.int.test.ts'], env: {} },
  mongodbEntries: {
    files: [
      'packages/adapter-mongodb/test/entries/entry-store.int.test.ts',
      'packages/adapter-mongodb/test/entries/projectors.int.test.ts',
    ],
    env: {},
  },
  mongodbDocuments: {
    files: [
      'packages/adapter-mongodb/test/documents/document-store.int.test.ts',
      'packages/adapter-mongodb/test/documents/outbox.int.test.ts',
      'packages/adapter-mongodb/test/documents/stored-values.int.test.ts',
    ],
    env: {},
  },
  mongodbSafety: {
    files: [
      'packages/adapter-mongodb/test/connection/bulk-write.test.ts',
      'packages/adapter-mongodb/test/connection/connection.int.test.ts',
      'packages/adapter-mongodb/test/snapshots/snapshot-safety.int.test.ts',
      'packages/adapter-mongodb/test/write-concern.int.test.ts',
    ],
    env: {},
  },
  redisSessions: {
    files: [
      'packages/adapter-redis/test/many-processes.int.test.ts',
      'packages/adapter-redis/test/replication.int.test.ts',
      'packages/adapter-redis/test/session-store.int.test.ts',
    ],
    env: {},
  },
} as const satisfies Record<string, Suite>;

export type SuiteName = keyof typeof suites;

/** A bug that somebody could write: one piece of source text replaced by another. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly suite: SuiteName;
}

export function inFile(file: string, mutants: readonly Omit<Mutant, 'file'>[]): readonly Mutant[] {
  return mutants.map(mutant => ({ ...mutant, file }));
}
