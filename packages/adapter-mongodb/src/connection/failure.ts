import { getSystemErrorMap } from 'node:util';
import { PortError } from '@fintech/ports';
import {
  MongoAPIError,
  MongoClientClosedError,
  MongoError,
  MongoNotConnectedError,
  MongoServerError,
} from 'mongodb';

/** At the start: the server or its settings cannot keep the promises of the ports (rule R14). Trying again is of no use. */
export function unsafeSettings(message: string, cause?: unknown): PortError {
  return new PortError('unsafe_settings', message, { cause });
}

// Error codes of the server: https://www.mongodb.com/docs/manual/reference/error-codes/
export const serverCode = {
  unauthorized: 13,
  authenticationFailed: 18,
  namespaceExists: 48,
  indexOptionsConflict: 85,
  indexKeySpecsConflict: 86,
  documentValidationFailure: 121,
  duplicateKey: 11_000,
} as const;

/** Whether the server refused with one of these codes. */
export function hasServerCode(error: unknown, ...codes: readonly number[]): error is MongoServerError {
  return error instanceof MongoServerError && codes.some(code => code === error.code);
}

/** What a port throws for what the driver threw. Errors of our own, such as a wrong argument, stay what they are. */
export function toPortError(error: unknown): unknown {
  if (isSocketError(error)) return unavailable(error);
  if (!(error instanceof MongoError)) return error;
  if (hasServerCode(error, serverCode.documentValidationFailure)) return misshapen(error);
  if (error instanceof MongoAPIError && !isClosed(error)) return error;
  return unavailable(error);
}

/** A document was refused by the validator of its collection: trying again is of no use. */
export function misshapen(cause: unknown): PortError {
  const message = `MongoDB refused a document that is not of its collection's shape.`;
  return new PortError('store_corrupt', message, { cause });
}

function unavailable(error: Error): PortError {
  return new PortError('store_unavailable', `MongoDB does not answer: ${error.message}`, { cause: error });
}

const systemErrorCodes = new Set<unknown>(Array.from(getSystemErrorMap().values(), ([code]) => code));

/** The driver wraps most errors of its sockets; one that comes while it waits for a full buffer to empty is thrown bare. */
function isSocketError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && systemErrorCodes.has(error.code);
}

/** Of this class of errors, which is about wrong arguments, the only one that says something about the world. */
function isClosed(error: MongoAPIError): boolean {
  return error instanceof MongoClientClosedError || error instanceof MongoNotConnectedError;
}
