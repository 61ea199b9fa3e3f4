import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { LogInBody, RefreshBody, SessionTokens, SignUpBody, UserView } from '@fintech/contracts';
import { requestOrigin } from '@fintech/http';
import type { AuthService } from '../service.ts';

const tags = ['auth'];

/** How a person comes in: these routes need no access token. */
export const logInRoutes: FastifyPluginAsyncTypebox<{ readonly service: AuthService }> = async (
  app,
  { service },
) => {
  app.post(
    '/auth/signup',
    { schema: { tags, summary: 'Sign up', body: SignUpBody, response: { 201: UserView } } },
    async (request, reply) => {
      const user = await service.signUp(request.body, requestOrigin(request));
      return reply.code(201).header('cache-control', 'no-store').send(user);
    },
  );
  app.post(
    '/auth/login',
    {
      schema: { tags, summary: 'Log in with a password', body: LogInBody, response: { 200: SessionTokens } },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return service.logIn(request.body, requestOrigin(request));
    },
  );
  app.post(
    '/auth/refresh',
    {
      schema: {
        tags,
        summary: 'Exchange a refresh token for new tokens',
        description: 'Each refresh token is good for one use; parallel uses within 10 s get the same answer.',
        body: RefreshBody,
        response: { 200: SessionTokens },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return service.refresh(request.body.refresh_token, requestOrigin(request));
    },
  );
};
