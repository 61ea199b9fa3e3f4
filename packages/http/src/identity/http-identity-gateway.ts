import {
  type IdentityGateway,
  type LogInBody,
  type ProblemCode,
  ProblemError,
  type PublicKey,
  type PublicUser,
  type RequestOrigin,
  type SessionTokens,
} from '@fintech/contracts';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { type IdentityCall, identityCalls } from './identity-calls.ts';
import type { ServiceTokens } from './service-tokens.ts';

export interface HttpIdentityGatewayOptions {
  /** Where the identity service answers inside the installation. */
  readonly url: URL;
  readonly tokens: ServiceTokens;
}

/** A log-in waits for its password to be hashed behind others. */
const answerWithinMs = 10_000;

const Problem = Type.Object({ code: Type.String() });
const KeySet = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.String(),
      crv: Type.String(),
      x: Type.String(),
      kid: Type.String(),
      alg: Type.String(),
      use: Type.String(),
    }),
  ),
});

/** The identity service in another process. Whatever keeps it from answering is `unavailable`. */
export class HttpIdentityGateway implements IdentityGateway {
  readonly #url: URL;
  readonly #tokens: ServiceTokens;

  constructor({ url, tokens }: HttpIdentityGatewayOptions) {
    this.#url = url;
    this.#tokens = tokens;
  }

  logIn(body: LogInBody, origin: RequestOrigin): Promise<SessionTokens> {
    return this.#call(identityCalls.logIn, { body, origin });
  }

  refresh(refreshToken: string, origin: RequestOrigin): Promise<SessionTokens> {
    return this.#call(identityCalls.refresh, { refresh_token: refreshToken, origin });
  }

  async logOut(refreshToken: string, origin: RequestOrigin): Promise<void> {
    await this.#call(identityCalls.logOut, { refresh_token: refreshToken, origin });
  }

  async findUser(username: string): Promise<PublicUser | undefined> {
    return (await this.#call(identityCalls.findUser, { username })).user;
  }

  async users(ids: readonly string[]): Promise<ReadonlyMap<string, PublicUser>> {
    const { users } = await this.#call(identityCalls.users, { ids: [...ids] });
    return new Map(users.map(user => [user.id, user]));
  }

  async publicKeys(): Promise<readonly PublicKey[]> {
    const value = await this.#fetch(new URL('/.well-known/jwks.json', this.#url), { method: 'GET' });
    if (!Value.Check(KeySet, value)) throw unavailable();
    return value.keys;
  }

  async #call<Request extends TSchema, Answer extends TSchema>(
    call: IdentityCall<Request, Answer>,
    request: Static<Request>,
  ): Promise<Static<Answer>> {
    const value = await this.#fetch(new URL(call.path, this.#url), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await this.#tokens.current()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(request),
    });
    if (!Value.Check(call.answer, value)) throw unavailable();
    return value;
  }

  async #fetch(url: URL, init: RequestInit): Promise<unknown> {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(answerWithinMs) }).catch(
      (cause: unknown) => {
        throw unavailable(cause);
      },
    );
    const value: unknown = await response.json().catch(() => undefined);
    if (response.ok) return value;
    throw toProblem(value, response.headers.get('retry-after'));
  }
}

/** The refusals that a call may end with. Any other answer means that we asked the wrong way, or at the wrong place. */
const refusals: readonly ProblemCode[] = [
  'invalid_credentials',
  'invalid_refresh_token',
  'too_many_attempts',
  'overloaded',
];

/** The same problem that the identity service had, as far as it is one that its callers may have. */
function toProblem(value: unknown, retryAfter: string | null): ProblemError {
  const code = Value.Check(Problem, value) ? refusals.find(refusal => refusal === value.code) : undefined;
  if (code === undefined) return unavailable();
  const retryAfterSeconds = Number(retryAfter);
  return new ProblemError(code, retryAfterSeconds > 0 ? { retryAfterSeconds } : {});
}

function unavailable(cause?: unknown): ProblemError {
  const problem = new ProblemError('unavailable', { retryAfterSeconds: 1 });
  if (cause !== undefined) problem.cause = cause;
  return problem;
}
