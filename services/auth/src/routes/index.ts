// Brings the types of `requireBearer` and `claims`.
import type {} from '@fintech/http';
import type { FastifyPluginAsync } from 'fastify';
import type { AuthService } from '../service.ts';
import { keyRoutes } from './key-routes.ts';
import { logInRoutes } from './log-in-routes.ts';
import { sessionRoutes } from './session-routes.ts';

export interface AuthRoutesOptions {
  readonly service: AuthService;
}

/**
 * The API of the auth service, for an app that has `bearerAuthentication`. It reads bearer tokens and bodies; cookies mean
 * nothing here.
 */
export const authRoutes: FastifyPluginAsync<AuthRoutesOptions> = async (app, { service }) => {
  await app.register(logInRoutes, { service });
  await app.register(sessionRoutes, { service });
  await app.register(keyRoutes, { service });
};
