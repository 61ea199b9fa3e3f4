import { findErrorBy } from '@platformatic/kafka';

/** Whether a broker answered with one of these codes, named as in Kafka's protocol. */
export function hasCode(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.some(name => findErrorBy(error, 'apiId', name) !== null);
}

const refusalsAndSilence = ['RESPONSE', 'MULTIPLE', 'NETWORK', 'TIMEOUT', 'AUTHENTICATION', 'USER'];

/** Whether a request failed because its answer makes no sense, rather than by a refusal or a broken connection. */
export function isMalformed(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return true;
  return !refusalsAndSilence.some(name => error.code === `PLT_KFK_${name}`);
}

/** What went wrong in one line. */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return [...new Set(error.errors.map(describeError))].join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}
