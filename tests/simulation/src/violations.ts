/** The invariants that a history is held against; the numbers are those of the test plan. */
export const invariants = {
  I1: 'the balances of a currency add up to zero',
  I2: 'no customer account is below zero',
  I3: 'one key has exactly one effect, and all its answers are equal',
  I4: 'the same record has the same hash on every replica, after every restart',
  I5: 'an answered success is in the log and stays there',
  I6: 'an answered refusal never takes effect',
  I7: 'an unknown answer turns out to be exactly one of done or never',
  I8: 'a session reads what it wrote',
  I9: 'what was answered before something was asked comes before it in the log',
  I10: 'the read model is the fold of the outcomes at its checkpoint',
  I11: 'events are none missing, in order, and one body for each id',
  I12: 'a replay from genesis, a snapshot with its tail and a live replica are equal',
  I13: 'the legs of a transfer add up to zero',
  I15: 'a replica that lost its certainty halts before any further answer',
  I16: 'queues stay within their bounds',
  I17: 'after healing everything is answered, and the replicas are equal, within bounded time',
  R10: 'an answer comes after durability and after apply',
  model: 'the ledger decides like the naive model',
  errors: 'every error that a caller sees is a documented one',
} as const;

export type InvariantName = keyof typeof invariants;

/** Collects what did not hold. Simulated code would swallow a throw, so the history looks here after each step. */
export class Violations {
  readonly #found: string[] = [];

  get found(): readonly string[] {
    return this.#found;
  }

  /** Notes a violation unless `holds`. The detail is worked out only then. */
  check(holds: boolean, name: InvariantName, detail: () => string): void {
    if (!holds) this.#found.push(`${name} ${invariants[name]}: ${detail()}`);
  }
}
