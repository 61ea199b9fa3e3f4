import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { IdentityGateway } from '@fintech/contracts';
import type { TSchema } from 'typebox';
import { type IdentityCall, identityCalls } from './identity-calls.ts';
import { requireService } from './require-service.ts';
import type { ServiceTokens } from './service-tokens.ts';

export interface IdentityRoutesOptions {
  readonly gateway: IdentityGateway;
  readonly tokens: ServiceTokens;
}

/** What other services may ask of the identity service. Only who holds the secret of the installation gets an answer. */
export const identityRoutes: FastifyPluginAsyncTypebox<IdentityRoutesOptions> = async (app, options) => {
  const { gateway, tokens } = options;
  const { logIn, refresh, logOut, findUser, users } = identityCalls;
  app.addHook('onRequest', requireService(tokens));
  app.post(logIn.path, routeOf(logIn), async ({ body }) => gateway.logIn(body.body, body.origin));
  app.post(refresh.path, routeOf(refresh), async ({ body }) =>
    gateway.refresh(body.refresh_token, body.origin),
  );
  app.post(logOut.path, routeOf(logOut), async ({ body }) => {
    await gateway.logOut(body.refresh_token, body.origin);
    return {};
  });
  app.post(findUser.path, routeOf(findUser), async ({ body }) => {
    const user = await gateway.findUser(body.username);
    return user === undefined ? {} : { user };
  });
  app.post(users.path, routeOf(users), async ({ body }) => ({
    users: [...(await gateway.users(body.ids)).values()],
  }));
};

/** There is no limit on requests: everybody who uses a service comes from the address of that service. */
function routeOf<Request extends TSchema, Answer extends TSchema>(call: IdentityCall<Request, Answer>) {
  const schema = { hide: true, body: call.request, response: { 200: call.answer } };
  return { schema, config: { rateLimit: false as const } };
}
