import type { FastifyInstance } from 'fastify';

export interface HealthOptions {
  /** Names of the parts that are not ready to serve; none means ready. */
  readonly notReady: () => readonly string[];
  /** Metrics in the Prometheus text format. */
  readonly metrics: () => Promise<string>;
}

/** `/livez`: the process runs. `/readyz`: it can serve. `/metrics`: how it fares. */
export function addHealth(app: FastifyInstance, options: HealthOptions): void {
  const schema = { hide: true };
  app.get('/livez', { schema, config: { rateLimit: false } }, async () => ({ status: 'alive' }));
  app.get('/readyz', { schema, config: { rateLimit: false } }, async (_request, reply) => {
    const waiting = options.notReady();
    if (waiting.length === 0) return { status: 'ready' };
    return reply.code(503).send({ status: 'not_ready', waiting_for: waiting });
  });
  app.get('/metrics', { schema, config: { rateLimit: false } }, async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await options.metrics()),
  );
}
