import { ProblemError, type PublicUser, type RequestOrigin, type SignUpBody } from '@fintech/contracts';
import type { Clock, IdSource } from '@fintech/ports';
import type { AuditTrail } from './audit-trail.ts';
import { networkOf } from './network-address.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { checkPassword } from './password-policy.ts';
import type { Throttle } from './throttle.ts';
import type { UserRecord, Users } from './users.ts';

export interface SignUpDependencies {
  readonly users: Users;
  readonly hasher: PasswordHasher;
  readonly throttle: Throttle;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly idSource: IdSource;
}

/** @throws ProblemError `weak_password`, `username_taken`, `too_many_attempts`, `overloaded` */
export async function signUp(
  { users, hasher, throttle, audit, clock, idSource }: SignUpDependencies,
  body: SignUpBody,
  origin: RequestOrigin,
): Promise<PublicUser> {
  // A person who looks for a good password may try often, so the policy comes before the throttle.
  checkPassword(body);
  await throttle.admit('signUpAddress', networkOf(origin.address), () =>
    audit.record({ event: 'excess_rate_limit_exceeded', origin, reason: 'signUpAddress' }),
  );
  if ((await users.find(body.username)) !== undefined) throw usernameTaken();
  const record: UserRecord = {
    username: body.username,
    handle: body.username.toLowerCase(),
    passwordHash: await hasher.hash(body.password),
    ...(body.email !== undefined && { email: body.email }),
    createdAt: clock.now(),
  };
  const id = idSource.next();
  if (!(await users.add(id, record))) throw usernameTaken();
  await audit.record({ event: 'user_created', origin, userId: id });
  return { id, username: record.username };
}

function usernameTaken(): ProblemError {
  const detail = 'Somebody has this username already. Choose another one.';
  return new ProblemError('username_taken', { detail, errors: [{ pointer: '/username', detail }] });
}
