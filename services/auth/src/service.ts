import type {
  AccessClaims,
  IdentityGateway,
  PublicUser,
  RequestOrigin,
  SessionView,
  SignUpBody,
} from '@fintech/contracts';
import type { Clock, DocumentStore, IdSource, SessionStore } from '@fintech/ports';
import { AccessTokens } from './access-tokens.ts';
import { AuditTrail } from './audit-trail.ts';
import type { Keys } from './keys.ts';
import { logIn } from './log-in.ts';
import { Argon2Hasher, defaultHashing, type PasswordHasher } from './password-hasher.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { Sessions } from './sessions.ts';
import { signUp } from './sign-up.ts';
import { Throttle } from './throttle.ts';
import { Users } from './users.ts';

/** Who people are: sign-up, log-in, sessions. @throws ProblemError with the codes named at each method */
export interface AuthService extends IdentityGateway {
  /** @throws `weak_password`, `username_taken`, `too_many_attempts`, `overloaded` */
  signUp(body: SignUpBody, origin: RequestOrigin): Promise<PublicUser>;
  /** Live sessions of the caller, newest first. */
  sessions(claims: AccessClaims): Promise<readonly SessionView[]>;
  /** Ends one of the caller's own sessions; ending the current one is the log-out. @throws `session_not_found` */
  endSession(claims: AccessClaims, id: string, origin: RequestOrigin): Promise<void>;
  /** Stops scheduled work and writes what is left of the audit trail. */
  close(): Promise<void>;
}

export interface AuthDependencies {
  readonly documentStore: DocumentStore;
  readonly sessionStore: SessionStore;
  readonly clock: Clock;
  readonly idSource: IdSource;
  readonly keys: Keys;
  /** `iss` of the access tokens. */
  readonly issuer: string;
  /** False switches the throttle off: for tests and load runs. */
  readonly rateLimit: boolean;
  readonly hasher?: PasswordHasher;
  /** Called with each session id that has just ended. */
  readonly onRevoked?: (sessionId: string) => void;
}

const hour = 3_600_000;

export function createAuthService(dependencies: AuthDependencies): AuthService {
  const { documentStore, sessionStore, clock, idSource, keys, issuer, rateLimit } = dependencies;
  const users = new Users(documentStore);
  const audit = new AuditTrail(documentStore, clock, idSource.next());
  const throttle = new Throttle(sessionStore, clock, rateLimit);
  const hasher = dependencies.hasher ?? new Argon2Hasher(defaultHashing);
  const sessions = new Sessions({
    sessionStore,
    users,
    accessTokens: new AccessTokens(keys.signing, issuer, idSource),
    refreshTokens: new RefreshTokens(keys.refresh),
    audit,
    clock,
    idSource,
    onRevoked: dependencies.onRevoked ?? (() => undefined),
  });
  const forSignUp = { users, hasher, throttle, audit, clock, idSource };
  const forLogIn = { users, sessions, sessionStore, hasher, throttle, audit, clock, markKey: keys.refresh };
  // A prune that fails is made up for by the next one; nothing but disk space depends on it.
  const prune = () => sessionStore.prune(clock.now()).catch(() => undefined);
  const pruning = setInterval(prune, hour).unref();
  return {
    signUp: (body, origin) => signUp(forSignUp, body, origin),
    logIn: (body, origin) => logIn(forLogIn, body, origin),
    refresh: (token, origin) => sessions.refresh(token, origin),
    logOut: (token, origin) => sessions.logOut(token, origin),
    sessions: claims => sessions.list(claims),
    endSession: (claims, id, origin) => sessions.end(claims, id, origin),
    findUser: username => users.find(username),
    users: ids => users.getMany(ids),
    publicKeys: async () => keys.publicKeys,
    close: () => {
      clearInterval(pruning);
      return audit.close();
    },
  };
}
