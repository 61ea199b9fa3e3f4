/**
 * What may become of a command. Closed, and ordered by precedence: where several apply, the first one is the answer. Each
 * has a number of its own in chain.ts.
 */
export const outcomeCodes = [
  'malformed',
  'genesis_exists',
  'idempotency_conflict',
  'replayed',
  'command_too_old',
  'command_expired',
  'currency_unknown',
  'account_exists',
  'account_limit_reached',
  'same_account',
  'account_not_found',
  'account_not_owned',
  'currency_mismatch',
  'account_closed',
  'account_frozen',
  'account_not_frozen',
  'balance_not_zero',
  'insufficient_funds',
  'balance_overflow',
  'logic_not_newer',
  'logic_not_supported',
  'applied',
] as const;

export type OutcomeCode = (typeof outcomeCodes)[number];
