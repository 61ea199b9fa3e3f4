import { PortError } from '@fintech/ports';

/**
 * What the driver threw, as a port's error. The driver's own error is not kept as the cause: it carries the command with all
 * arguments, and those are secrets of sessions and the password.
 */
export function portErrorOf(error: unknown): PortError {
  const reason = reasonOf(error);
  return new PortError(reason === 'WRONGTYPE' ? 'store_corrupt' : 'store_unavailable', `Redis: ${reason}`);
}

/** Of an answer of Redis only the code, such as `READONLY`: what comes after it may quote arguments. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  return error.name === 'ReplyError' ? codeOf(error) : error.message;
}

const codeOf = (error: Error): string => /^[A-Z]+/.exec(error.message)?.[0] ?? 'ERR';

/** Whether the node that answered is no longer the one to ask: a replica now, or a master without replicas. */
export function isDeposed(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const deposed =
    error.name === 'ReplyError' && /^(READONLY|NOREPLICAS|MASTERDOWN|UNBLOCKED)/.test(error.message);
  return deposed || error.message === 'Command timed out';
}

export const isMissingScript = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('NOSCRIPT');

/** Whether another attempt with the same password would be refused too. */
export const isRefusal = (error: unknown): boolean =>
  ['WRONGPASS', 'NOAUTH', 'NOPERM'].includes(reasonOf(error));
