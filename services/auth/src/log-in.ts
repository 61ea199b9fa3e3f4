import { createHmac } from 'node:crypto';
import { type LogInBody, ProblemError, type RequestOrigin, type SessionTokens } from '@fintech/contracts';
import type { Clock, SessionStore, Stored } from '@fintech/ports';
import type { AuditEvent } from './audit-entry.ts';
import type { AuditTrail } from './audit-trail.ts';
import { networkOf } from './network-address.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { Sessions } from './sessions.ts';
import type { Throttle } from './throttle.ts';
import type { UserRecord, Users } from './users.ts';

export interface LogInDependencies {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly sessionStore: SessionStore;
  readonly hasher: PasswordHasher;
  readonly throttle: Throttle;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  /** Server-side secret that marks unknown usernames in the audit trail. */
  readonly markKey: Buffer;
}

type FoundUser = Stored<UserRecord> | undefined;

/**
 * Does the same work and gives the same answer whether the username exists or not.
 *
 * @throws ProblemError `invalid_credentials`, `too_many_attempts`, `overloaded`
 */
export async function logIn(
  dependencies: LogInDependencies,
  body: LogInBody,
  origin: RequestOrigin,
): Promise<SessionTokens> {
  const { users, sessions, hasher, throttle, audit } = dependencies;
  const user = await users.record(body.username);
  const subject = { origin, ...identify(user, body.username, dependencies.markKey) };
  const counter = await accountCounter(dependencies, user, body.username, origin);
  await admit(dependencies, counter, subject);
  const matches = await hasher.verify(user?.value.passwordHash, body.password);
  if (user === undefined || !matches) {
    await audit.record({ event: 'authn_login_fail', ...subject });
    throw new ProblemError('invalid_credentials');
  }
  await throttle.clear(counter.rule, counter.subject);
  await strengthenHash(dependencies, user, body.password);
  return sessions.open({ id: user.id, username: user.value.username }, origin);
}

interface Counter {
  readonly rule: 'logInAccount' | 'logInKnown';
  readonly subject: string;
}

/** Which counter an attempt on this username counts against; see {@link throttleRules}. */
async function accountCounter(
  { sessionStore, clock }: LogInDependencies,
  user: FoundUser,
  username: string,
  origin: RequestOrigin,
): Promise<Counter> {
  const name = username.toLowerCase();
  const network = networkOf(origin.address);
  // An unknown user is looked up as well, so that both take the same time.
  const families = await sessionStore.families(user?.id ?? '', clock.now());
  const isKnown = families.some(family => networkOf(family.address) === network);
  return isKnown
    ? { rule: 'logInKnown', subject: `${name} ${network}` }
    : { rule: 'logInAccount', subject: name };
}

/** The network is counted first: one that has used up its attempts must not use up those of an account. */
async function admit(
  { throttle, audit }: LogInDependencies,
  account: Counter,
  subject: Omit<AuditEvent, 'event'>,
): Promise<void> {
  const locked = (reason: string) => () => audit.record({ event: 'authn_login_lock', ...subject, reason });
  await throttle.admit('logInAddress', networkOf(subject.origin.address), locked('logInAddress'));
  await throttle.admit(account.rule, account.subject, locked(account.rule));
}

/** When the cost of hashing was raised, this is the one moment when the password is at hand. */
async function strengthenHash(
  { hasher, users }: LogInDependencies,
  user: Stored<UserRecord>,
  password: string,
): Promise<void> {
  if (hasher.isOutdated(user.value.passwordHash)) await users.replaceHash(user, await hasher.hash(password));
}

function identify(
  user: FoundUser,
  username: string,
  key: Buffer,
): Pick<AuditEvent, 'userId' | 'unknownUser'> {
  // Made for known users as well, so that both take the same time.
  const mark = createHmac('sha256', key).update(`unknown user|${username.toLowerCase()}`).digest('hex');
  return user === undefined ? { unknownUser: mark.slice(0, 32) } : { userId: user.id };
}
