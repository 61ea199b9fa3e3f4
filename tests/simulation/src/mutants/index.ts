import { adapterMutants } from './adapter-mutants.ts';
import { ledgerMutants } from './ledger-mutants.ts';
import type { Mutant } from './mutant.ts';
import { serviceMutants } from './service-mutants.ts';

/** Every way in which we would lose or invent money, or lie about it, that was thought of so far. */
export const mutants: readonly Mutant[] = [...ledgerMutants, ...serviceMutants, ...adapterMutants];
