import { createHash } from 'node:crypto';
import type { RequestOrigin } from '@fintech/contracts';

/** What happened, in the words of the OWASP Logging Vocabulary. */
export type AuditEventName =
  | 'user_created'
  | 'authn_login_success'
  | 'authn_login_fail'
  | 'authn_login_lock'
  | 'authn_token_created'
  | 'authn_token_reuse'
  | 'authn_token_revoked'
  | 'excess_rate_limit_exceeded'
  | 'session_renewed';

export interface AuditEvent {
  readonly event: AuditEventName;
  readonly origin: RequestOrigin;
  /** Absent when nobody is known by the name that was given. */
  readonly userId?: string;
  /** Stands for a username that nobody has: equal names have equal marks, and the name cannot be read from it. */
  readonly unknownUser?: string;
  readonly sessionId?: string;
  /** Which rule, or why; one of our own words, never text of a caller. */
  readonly reason?: string;
}

/** An event as stored. Field names are those of the wire format. */
export interface AuditEntry {
  /** Entries of one chain refer to each other; a chain is one run of one process. */
  readonly chain: string;
  /** From 1, without gaps. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly event: AuditEventName;
  readonly user_id?: string;
  readonly unknown_user?: string;
  readonly session_id?: string;
  readonly reason?: string;
  readonly address: string;
  readonly user_agent: string;
  /** `hash` of the entry before it; empty in the first one. */
  readonly previous: string;
  /** SHA-256 in hex of all other fields, as JSON with sorted keys. */
  readonly hash: string;
}

/** Makes the entry that follows `previous` in its chain. @param time milliseconds since 1970 */
export function sealEntry(
  chain: string,
  previous: AuditEntry | undefined,
  event: AuditEvent,
  time: number,
): AuditEntry {
  const content = {
    chain,
    number: (previous?.number ?? 0) + 1,
    time: new Date(time).toISOString(),
    event: event.event,
    ...(event.userId !== undefined && { user_id: event.userId }),
    ...(event.unknownUser !== undefined && { unknown_user: event.unknownUser }),
    ...(event.sessionId !== undefined && { session_id: event.sessionId }),
    ...(event.reason !== undefined && { reason: event.reason }),
    address: printable(event.origin.address, 64),
    user_agent: printable(event.origin.userAgent, 256),
    previous: previous?.hash ?? '',
  };
  return { ...content, hash: hashOf(content) };
}

/** Index of the first entry that was changed, or does not follow the one before it; −1 when the chain is whole. */
export function findBreak(entries: readonly AuditEntry[]): number {
  return entries.findIndex(({ hash, ...content }, index) => {
    const previous = entries[index - 1];
    const follows = content.previous === (previous?.hash ?? '') && content.number === index + 1;
    return !follows || hash !== hashOf(content);
  });
}

/** Keys are sorted because a store may give them back in another order. */
function hashOf(content: object): string {
  const canonical = JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(canonical).digest('hex');
}

/** What a caller sent, so that it can neither fake a second log line nor steer a terminal, and stays short. */
function printable(text: string, maxLength: number): string {
  return text
    .slice(0, maxLength)
    .toWellFormed()
    .replace(/\p{C}|[\u2028\u2029]/gu, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
