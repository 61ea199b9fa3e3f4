import type { Mutant, Suite } from '../mutant.ts';

/** What runs without servers. */
export const suites = {
  histories: { files: ['tests/simulation/test/histories.test.ts'], env: { HISTORIES: '60' } },
  service: { files: ['tests/simulation/test/service.test.ts', 'tests/simulation/test/outage.test.ts'] },
  replicas: { files: ['tests/simulation/test/replicas.test.ts'] },
  durability: { files: ['tests/simulation/test/durability.test.ts'] },
  model: { files: ['packages/ledger/test/model.test.ts'], env: { PROPERTY_RUNS: '1000' } },
  ledger: {
    files: [
      'packages/ledger/test/ledger.test.ts',
      'packages/ledger/test/logic.test.ts',
      'packages/ledger/test/codec.test.ts',
      'packages/ledger/test/snapshot.test.ts',
      'packages/ledger/test/recorded-logs.test.ts',
    ],
  },
  shell: {
    files: [
      'services/transaction/test/ledger/sequencer.test.ts',
      'services/transaction/test/ledger/own-log.test.ts',
      'services/transaction/test/ledger/projector.test.ts',
      'services/transaction/test/ledger/snapshots.test.ts',
    ],
  },
  replica: { files: ['services/transaction/test/ledger/replica.int.test.ts'] },
  events: {
    files: [
      'services/transaction/test/events/publication-turn.test.ts',
      'services/transaction/test/events/transaction-events.test.ts',
    ],
  },
  entries: { files: ['packages/adapter-sqlite/test/entry-store.int.test.ts'] },
} as const satisfies Record<string, Suite>;

export type EmbeddedMutant = Mutant<keyof typeof suites>;

export function inFile(
  file: string,
  mutants: readonly Omit<EmbeddedMutant, 'file'>[],
): readonly EmbeddedMutant[] {
  return mutants.map(mutant => ({ ...mutant, file }));
}
