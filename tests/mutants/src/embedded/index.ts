import { ledgerMutants } from './ledger-mutants.ts';
import { serviceMutants } from './service-mutants.ts';
import { sqliteMutants } from './sqlite-mutants.ts';
import type { EmbeddedMutant } from './suites.ts';

/**
 * Every way in which we would lose or invent money, or lie about it, that was thought of so far. One of the service makes its
 * suite hang: it comes early, while the simulator beside has work for the core that waits.
 */
export const mutants: readonly EmbeddedMutant[] = [...serviceMutants, ...sqliteMutants, ...ledgerMutants];
