import { type Static, Type } from 'typebox';

/** A person as every other person may see them. */
export interface PublicUser {
  /** Opaque: 32 hex digits. */
  readonly id: string;
  readonly username: string;
}

/** Where a request came from, as far as we believe it. */
export interface RequestOrigin {
  readonly address: string;
  readonly userAgent: string;
}

const closed = { additionalProperties: false } as const;

/** The username as typed; it is compared without regard to case. */
export const Username = Type.String({ minLength: 4, maxLength: 25, pattern: '^[A-Za-z0-9._-]+$' });
/** Length in UTF-16 units; the service counts characters. */
const Password = Type.String({ minLength: 1, maxLength: 1024 });

export const SignUpBody = Type.Object(
  {
    username: Username,
    password: Password,
    email: Type.Optional(Type.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' })),
  },
  closed,
);
export type SignUpBody = Static<typeof SignUpBody>;

/** Anything may be typed at a log-in; a name that cannot exist is just a wrong one. */
export const LogInBody = Type.Object(
  { username: Type.String({ minLength: 1, maxLength: 254 }), password: Password },
  closed,
);
export type LogInBody = Static<typeof LogInBody>;

export const RefreshBody = Type.Object(
  { refresh_token: Type.String({ minLength: 1, maxLength: 512 }) },
  closed,
);

export const UserView = Type.Object({ id: Type.String(), username: Type.String() }, closed);

export const SessionTokens = Type.Object(
  {
    access_token: Type.String(),
    refresh_token: Type.String(),
    token_type: Type.Literal('Bearer'),
    /** Seconds. */
    expires_in: Type.Integer(),
    /** Seconds. */
    refresh_expires_in: Type.Integer(),
  },
  closed,
);
export type SessionTokens = Static<typeof SessionTokens>;

export const SessionView = Type.Object(
  {
    id: Type.String(),
    current: Type.Boolean(),
    user_agent: Type.String(),
    address: Type.String(),
    created_at: Type.String(),
    last_seen_at: Type.String(),
    expires_at: Type.String(),
  },
  closed,
);
export type SessionView = Static<typeof SessionView>;

/** Claims of an access token (RFC 9068, typ `at+jwt`). */
export interface AccessClaims {
  readonly iss: string;
  readonly aud: string;
  /** User id. */
  readonly sub: string;
  /** Session id: the refresh family. */
  readonly sid: string;
  readonly jti: string;
  readonly username: string;
  /** Seconds since 1970. */
  readonly iat: number;
  readonly exp: number;
}

/** A public signing key as the JWKS endpoint shows it. */
export interface PublicKey {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly kid: string;
  readonly alg: string;
  readonly use: string;
}

/**
 * What every service may ask of the identity service: in the same process, or over HTTP with the same errors.
 *
 * @throws ProblemError with the codes named at each method, or `unavailable`.
 */
export interface IdentityGateway {
  /** @throws `invalid_credentials`, `too_many_attempts`, `overloaded` */
  logIn(body: LogInBody, origin: RequestOrigin): Promise<SessionTokens>;
  /** @throws `invalid_refresh_token` */
  refresh(refreshToken: string, origin: RequestOrigin): Promise<SessionTokens>;
  /** Ends the session of the token. An unknown or ended one is no error. */
  logOut(refreshToken: string, origin: RequestOrigin): Promise<void>;
  /** Finds a person by username, in any case. */
  findUser(username: string): Promise<PublicUser | undefined>;
  /** The known ones among `ids`. */
  users(ids: readonly string[]): Promise<ReadonlyMap<string, PublicUser>>;
  publicKeys(): Promise<readonly PublicKey[]>;
}
