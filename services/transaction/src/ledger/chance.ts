import type { IdSource } from '@fintech/ports';

/** A number, 0 up to but not 1, that differs from replica to replica. */
export type Chance = () => number;

const digits = 8;

/** The last digits of an id are random, so replicas need no second source of chance, and a simulation stays repeatable. */
export function chanceFrom(idSource: IdSource): Chance {
  return () => Number.parseInt(idSource.next().slice(-digits), 16) / 16 ** digits;
}
