/**
 * Every error a port may return. The code is stable and says what the caller may conclude;
 * `canRetry` says whether the same call may be made again without doing the work twice.
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
