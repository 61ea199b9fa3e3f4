export type HaltCode =
  | 'log_gap'
  | 'logic_unsupported'
  | 'audit_mismatch'
  | 'foreign_ledger'
  | 'invariant_broken'
  | 'snapshot_corrupt';

/**
 * The replica cannot go on without guessing, so it stops (rule R17). Never the answer to a command: a command that
 * may not happen has an outcome, a halt means that this replica or its log is not what it should be.
 */
export class LedgerHalt extends Error {
  override readonly name = 'LedgerHalt';
  readonly code: HaltCode;

  constructor(code: HaltCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Asserts what must hold whatever the log contains. Stays on in production. */
export function invariant(holds: boolean, message: string): asserts holds {
  if (!holds) throw new LedgerHalt('invariant_broken', message);
}
