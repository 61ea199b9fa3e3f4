import { dirname } from 'node:path';
import { PortError, type PortErrorCode } from '@fintech/ports';

/** A {@link PortError} as it crosses threads: structured cloning would keep its message only. */
export interface Failure {
  readonly code: PortErrorCode;
  readonly message: string;
}

/** How a kind of store names what went wrong with its file. */
export interface FailureCodes {
  readonly locked: PortErrorCode;
  readonly corrupt: PortErrorCode;
  readonly other: PortErrorCode;
}

export const logFailures: FailureCodes = {
  locked: 'log_locked',
  corrupt: 'log_corrupt',
  other: 'log_closed',
};
export const storeFailures: FailureCodes = {
  locked: 'store_unavailable',
  corrupt: 'store_corrupt',
  other: 'store_unavailable',
};

// Primary result codes of SQLite: https://sqlite.org/rescode.html
const busy = 5;
const corrupt = 11;
const notADatabase = 26;

export function describeFailure(error: unknown, file: string, codes: FailureCodes): Failure {
  if (error instanceof PortError) return { code: error.code, message: `${file}: ${error.message}` };
  const message = `${file}: ${error instanceof Error ? error.message : String(error)}`;
  switch (primaryResultCode(error)) {
    case busy:
      return { code: codes.locked, message: `Another process is using the directory ${dirname(file)}.` };
    case corrupt:
    case notADatabase:
      return { code: codes.corrupt, message };
    default:
      return { code: codes.other, message };
  }
}

function primaryResultCode(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return undefined;
  return error.errcode & 0xff;
}
