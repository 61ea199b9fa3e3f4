import { logInRoutes } from '@fintech/http';
import type { FastifyPluginAsync } from 'fastify';
import type { AuthService } from '../service.ts';
import { landingPage } from './landing-page.ts';
import { profileRoutes } from './profile-routes.ts';
import { signUpRoutes } from './sign-up-routes.ts';

export interface AuthPagesOptions {
  readonly service: AuthService;
}

/** Where people come in and see where they are logged in. Registered inside the page door. */
export const authPages: FastifyPluginAsync<AuthPagesOptions> = async (app, { service }) => {
  app.get('/', async (request, reply) => {
    if (request.visitor !== undefined) return reply.redirect(reply.homePath(), 303);
    return reply.html(landingPage(reply.pageContext()));
  });
  await app.register(logInRoutes, { path: '/auth/login_form', gateway: service });
  await app.register(signUpRoutes, { service });
  await app.register(profileRoutes, { service });
};
