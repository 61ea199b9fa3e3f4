import { ProblemError } from '@fintech/contracts';
import type { onRequestAsyncHookHandler } from 'fastify';
import type { ServiceTokens } from './service-tokens.ts';

/** `onRequest` hook of routes inside the installation: only a service of ours passes. */
export function requireService(tokens: ServiceTokens): onRequestAsyncHookHandler {
  return async ({ headers }, reply) => {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
    if (token === undefined) throw new ProblemError('unauthenticated');
    await tokens.verify(token);
    reply.header('cache-control', 'no-store');
  };
}
