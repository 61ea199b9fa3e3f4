import { ProblemError } from '@fintech/contracts';
import type { FastifyRequest } from 'fastify';

/** Methods that change nothing. */
export function isSafe(request: FastifyRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

/**
 * Refuses a form that another site sent, by what the browser itself says about it. Where it says nothing, the form token
 * decides alone.
 *
 * @throws ProblemError `csrf_rejected`
 */
export function refuseCrossSite(request: FastifyRequest): void {
  if (isSafe(request)) return;
  const { origin, 'sec-fetch-site': site } = request.headers;
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  const foreignOrigin = origin !== undefined && URL.parse(origin)?.host !== request.host;
  if (foreignSite || foreignOrigin) throw new ProblemError('csrf_rejected');
}
