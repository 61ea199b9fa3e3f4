import rateLimit from '@fastify/rate-limit';
import { ProblemError } from '@fintech/contracts';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { refuseUnreadable } from './client-errors.ts';
import { handleProblems, sendProblem } from './problem-handler.ts';
import { addSecurityHeaders, securityHeaders } from './security-headers.ts';
import { parseStrictJson } from './strict-json.ts';
import { validateStrictly } from './validation.ts';

export interface AppOptions {
  readonly logger: FastifyBaseLogger;
  /** Requests a minute and address that are served before 429; absent for no limit. */
  readonly requestsPerMinute?: number;
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
}

/** Bodies are small: the largest command of the ledger is 16 KiB. */
const bodyLimitBytes = 64 * 1024;

/**
 * A Fastify instance with the rules every service shares: strict JSON, strict validation, problem documents, security
 * headers. It knows no route yet.
 */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: options.logger.level !== 'debug' }),
    // A logger for each request costs as much as parsing its body; what is logged names the request itself.
    childLoggerFactory: logger => logger,
    bodyLimit: bodyLimitBytes,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    requestTimeout: 30_000,
    return503OnClosing: true,
    // An idempotency key of 128 characters, each of them escaped.
    routerOptions: { maxParamLength: 384 },
    clientErrorHandler: refuseUnreadable,
    // Such a request never reaches a route, so no hook adds the headers.
    frameworkErrors: (_error, _request, reply) =>
      sendProblem(reply.headers(securityHeaders), new ProblemError('invalid_request')),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, parseJsonBody);
  addSecurityHeaders(app);
  validateStrictly(app);
  handleProblems(app);
  if (options.requestsPerMinute !== undefined) {
    await app.register(rateLimit, { max: options.requestsPerMinute, timeWindow: 60_000 });
  }
  return app;
}

/** A request without a body may still name the content type. Called back, because a promise would cost a turn. */
function parseJsonBody(
  _request: FastifyRequest,
  body: Buffer,
  done: (error: Error | null, value?: unknown) => void,
): void {
  done(null, body.length === 0 ? undefined : parseStrictJson(body));
}
