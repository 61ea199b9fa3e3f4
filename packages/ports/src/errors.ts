/**
 * Every error a port may return. The code is stable and says what the caller may conclude; `canRetry` says whether the
 * same call may be made again without doing the work twice. `unsafe_settings` comes at the start only: the server behind
 * the port is set up in a way that breaks a promise, and the message says what to change (rule R14).
 */
export const portErrorCodes = [
  'log_append_unknown',
  'log_closed',
  'log_locked',
  'log_foreign',
  'log_corrupt',
  'log_record_too_large',
  'store_unavailable',
  'store_corrupt',
  'unsafe_settings',
] as const;

export type PortErrorCode = (typeof portErrorCodes)[number];

const retryable: ReadonlySet<PortErrorCode> = new Set(['store_unavailable']);

export class PortError extends Error {
  override readonly name = 'PortError';
  readonly code: PortErrorCode;
  readonly canRetry: boolean;

  constructor(code: PortErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.canRetry = retryable.has(code);
  }
}
