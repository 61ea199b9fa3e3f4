import { LogInBody, SessionTokens, UserView } from '@fintech/contracts';
import { type TSchema, Type } from 'typebox';

/** Where the calls are offered. Proxies in front of the installation need not pass it on. */
export const identityPath = '/internal/identity';

const Origin = Type.Object({ address: Type.String(), userAgent: Type.String() });

/** One call: where it goes, what it asks and what it is answered. */
export interface IdentityCall<Request extends TSchema, Answer extends TSchema> {
  readonly path: string;
  readonly request: Request;
  readonly answer: Answer;
}

function call<Request extends TSchema, Answer extends TSchema>(
  name: string,
  request: Request,
  answer: Answer,
): IdentityCall<Request, Answer> {
  return { path: `${identityPath}/${name}`, request, answer };
}

const RefreshToken = Type.Object({ refresh_token: Type.String(), origin: Origin });

/** What services ask of the identity service; see `IdentityGateway` for the meaning of each. */
export const identityCalls = {
  logIn: call('log_in', Type.Object({ body: LogInBody, origin: Origin }), SessionTokens),
  refresh: call('refresh', RefreshToken, SessionTokens),
  logOut: call('log_out', RefreshToken, Type.Object({})),
  findUser: call(
    'find_user',
    Type.Object({ username: Type.String() }),
    Type.Object({ user: Type.Optional(UserView) }),
  ),
  users: call(
    'users',
    Type.Object({ ids: Type.Array(Type.String(), { maxItems: 1000 }) }),
    Type.Object({ users: Type.Array(UserView) }),
  ),
};
