import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { RefreshBody, SessionView, UserView } from '@fintech/contracts';
import { requestOrigin } from '@fintech/http';
import type { onRequestHookHandler, preHandlerHookHandler } from 'fastify';
import type { AuthService } from '../service.ts';

const tags = ['auth'];
const security = [{ bearer: [] }];
const Sessions = Type.Object({ items: Type.Array(SessionView) });
const SessionPath = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{32}$' }) });

/** What a person with a session may see and end. */
export const sessionRoutes: FastifyPluginAsyncTypebox<{ readonly service: AuthService }> = async (
  app,
  { service },
) => {
  const onRequest = app.requireBearer;
  app.get(
    '/auth/protected',
    { onRequest, schema: { tags, security, summary: 'Who am I', response: { 200: UserView } } },
    async ({ claims }) => ({ id: claims.sub, username: claims.username }),
  );
  app.get(
    '/auth/sessions',
    { onRequest, schema: { tags, security, summary: 'My sessions', response: { 200: Sessions } } },
    async ({ claims }) => ({ items: [...(await service.sessions(claims))] }),
  );
  app.delete(
    '/auth/sessions/:id',
    {
      onRequest,
      schema: {
        tags,
        security,
        summary: 'End one of my sessions',
        params: SessionPath,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await service.endSession(request.claims, request.params.id, requestOrigin(request));
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/auth/logout',
    {
      preHandler: requireBearerWithoutBody(onRequest),
      schema: {
        tags,
        security: [...security, {}],
        summary: 'Log out',
        description:
          'Ends the session of the refresh token in the body, or without a body that of the access token.',
        body: Type.Union([RefreshBody, Type.Null()]),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const origin = requestOrigin(request);
      if (request.body) await service.logOut(request.body.refresh_token, origin);
      else await service.endSession(request.claims, request.claims.sid, origin);
      return reply.code(204).send(null);
    },
  );
};

/** A refresh token in the body proves by itself whose session is meant. */
function requireBearerWithoutBody(requireBearer: onRequestHookHandler): preHandlerHookHandler {
  return function (request, reply, done) {
    if (request.body) done();
    else requireBearer.call(this, request, reply, done);
  };
}
