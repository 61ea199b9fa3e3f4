import { formOf, queryOf, requestOrigin } from '@fintech/http';
import type { FastifyPluginAsync } from 'fastify';
import type { AuthService } from '../service.ts';
import { profilePage } from './profile-page.ts';

/** Who I am and where I am logged in. */
export const profileRoutes: FastifyPluginAsync<{ readonly service: AuthService }> = async (
  app,
  { service },
) => {
  app.addHook('onRequest', app.requirePerson);

  app.get('/auth/protected_web', async (request, reply) => {
    const sessions = await service.sessions(request.person);
    const ended = queryOf(request).filled('ended') !== undefined;
    return reply.html(
      profilePage(reply.pageContext(), { username: request.person.username, sessions, ended }),
    );
  });

  app.post('/auth/protected_web/end_session', async (request, reply) => {
    await service.endSession(request.person, formOf(request).get('session'), requestOrigin(request));
    return reply.redirect('/auth/protected_web?ended=1', 303);
  });
};
