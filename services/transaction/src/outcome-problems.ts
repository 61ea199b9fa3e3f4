import { type ProblemCode, type ProblemDetails, ProblemError } from '@fintech/contracts';
import type { OutcomeCode } from '@fintech/ledger';

/** What the caller is told for each refusal of the ledger. A new outcome does not compile until it has a line here. */
const refusals = {
  malformed: 'internal_error',
  genesis_exists: 'internal_error',
  idempotency_conflict: 'idempotency_conflict',
  replayed: 'internal_error',
  command_too_old: 'command_too_old',
  command_expired: 'command_expired',
  currency_unknown: 'currency_unknown',
  account_exists: 'account_exists',
  account_limit_reached: 'account_limit_reached',
  same_account: 'same_account',
  account_not_found: 'account_not_found',
  // Whether an account that is not yours exists is none of your business.
  account_not_owned: 'account_not_found',
  currency_mismatch: 'currency_mismatch',
  account_closed: 'account_closed',
  account_frozen: 'account_frozen',
  account_not_frozen: 'account_not_frozen',
  balance_not_zero: 'balance_not_zero',
  insufficient_funds: 'insufficient_funds',
  balance_overflow: 'balance_overflow',
  logic_not_newer: 'internal_error',
  logic_not_supported: 'internal_error',
} as const satisfies Record<Exclude<OutcomeCode, 'applied'>, ProblemCode>;

export type Refusal = keyof typeof refusals;

export const isRefusal = (code: string): code is Refusal => Object.hasOwn(refusals, code);

/** The code that the caller is told. */
export const refusalCode = (code: Refusal): ProblemCode => refusals[code];

/** The problem for a refused command. Nothing has moved. */
export function refusalProblem(code: Refusal, details: ProblemDetails = {}): ProblemError {
  return new ProblemError(refusals[code], details);
}
