/**
 * Every problem a caller may meet: the stable `code` of its problem document (RFC 9457) with the HTTP status and the
 * title that go with it. docs/reference/errors.md explains each one; a test holds the two against each other.
 */
export const problems = {
  // The request itself
  invalid_request: { status: 400, title: 'The request is not valid' },
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_idempotency_key: { status: 400, title: 'The Idempotency-Key header is missing or not valid' },
  invalid_cursor: { status: 400, title: 'The cursor is not one that this list gave' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This method is not offered here' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  headers_too_large: { status: 431, title: 'The request headers are too large' },

  // Who is asking
  unauthenticated: { status: 401, title: 'A valid access token is needed' },
  invalid_credentials: { status: 401, title: 'The username or the password is wrong' },
  invalid_refresh_token: { status: 401, title: 'The refresh token is not valid any more' },
  csrf_rejected: { status: 403, title: 'The form was not sent from one of our pages' },
  too_many_attempts: { status: 429, title: 'Too many attempts; wait and try again' },

  // Accounts of people
  username_taken: { status: 409, title: 'The username is taken' },
  weak_password: { status: 422, title: 'The password is too easy to guess' },
  session_not_found: { status: 404, title: 'There is no such session' },

  // Money
  sandbox_only: { status: 403, title: 'This is only offered in sandbox mode' },
  transaction_not_found: { status: 404, title: 'There is no such transaction' },
  account_not_found: { status: 422, title: 'There is no such account' },
  same_account: { status: 422, title: 'Sender and recipient are the same account' },
  currency_unknown: { status: 422, title: 'The currency is not known' },
  currency_mismatch: { status: 422, title: 'The account has another currency' },
  account_exists: { status: 422, title: 'The account exists already' },
  account_closed: { status: 422, title: 'The account is closed' },
  account_frozen: { status: 422, title: 'The account is frozen' },
  account_not_frozen: { status: 422, title: 'The account is not frozen' },
  account_limit_reached: { status: 422, title: 'No more accounts can be opened' },
  balance_not_zero: { status: 422, title: 'The account still holds money' },
  insufficient_funds: { status: 422, title: 'There is not enough money' },
  balance_overflow: { status: 422, title: 'The balance would become too large' },
  idempotency_conflict: { status: 422, title: 'The Idempotency-Key was used for another request' },
  command_too_old: { status: 422, title: 'The Idempotency-Key is too old' },
  command_expired: { status: 422, title: 'The request came to the ledger too late and had no effect' },
  position_not_reached: { status: 409, title: 'This position is not visible here yet' },

  // The system itself
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  overloaded: { status: 503, title: 'The service is busy; try again shortly' },
  unavailable: { status: 503, title: 'The service cannot answer now' },
  outcome_unknown: { status: 504, title: 'It is not known yet whether this was carried out' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof problems;

export interface ProblemDetails {
  /** What happened this time, for people. Never holds a secret or another person's data. */
  readonly detail?: string;
  /** Fields of the request that are wrong, by JSON pointer. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  readonly retryAfterSeconds?: number;
  /** Further members of the problem document. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** A refusal that a caller may see. Everything else that is thrown becomes `internal_error`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(details.detail ?? problems[code].title);
    this.code = code;
    this.details = details;
  }
}
