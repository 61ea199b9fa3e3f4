import { kafkaMutants } from './kafka-mutants.ts';
import { mongodbMutants } from './mongodb-mutants.ts';
import { redisMutants } from './redis-mutants.ts';
import type { AdapterMutant } from './suites.ts';

/** Ways in which an adapter would break what its servers could keep. */
export const mutants: readonly AdapterMutant[] = [...kafkaMutants, ...mongodbMutants, ...redisMutants];
