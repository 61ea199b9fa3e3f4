import type { RequestOrigin } from '@fintech/contracts';
import type { FastifyRequest } from 'fastify';

/** Where a request came from: forwarded addresses count only when Fastify was told to trust the proxy. */
export function requestOrigin(request: FastifyRequest): RequestOrigin {
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? '' };
}
