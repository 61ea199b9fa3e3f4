import { type ProblemCode, ProblemError, problems } from '@fintech/contracts';
import { PortError } from '@fintech/ports';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Fastify's own refusals, by their code. */
const frameworkProblems: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_BAD_URL: 'invalid_request',
};

/** Turns whatever was thrown into the problem that the caller may see. */
export function toProblem(error: FastifyError | Error): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof PortError && error.code === 'store_unavailable')
    return new ProblemError('unavailable');
  if ('validation' in error && Array.isArray(error.validation)) return validationProblem(error);
  const code = 'code' in error ? frameworkProblems[String(error.code)] : undefined;
  if (code !== undefined) return new ProblemError(code);
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status === 429) return new ProblemError('too_many_attempts', { retryAfterSeconds: 60 });
  if (status !== undefined && status >= 400 && status < 500) return new ProblemError('invalid_request');
  return new ProblemError('internal_error', {});
}

function validationProblem(error: Pick<FastifyError, 'validation' | 'validationContext'>): ProblemError {
  const errors = (error.validation ?? []).map(({ instancePath, message, params }) => ({
    pointer: `${instancePath}${typeof params.missingProperty === 'string' ? `/${params.missingProperty}` : ''}`,
    detail: message ?? 'is not valid',
  }));
  if (error.validationContext === 'headers') return new ProblemError('invalid_idempotency_key', { errors });
  return new ProblemError('invalid_request', { errors });
}

export const problemMediaType = 'application/problem+json; charset=utf-8';

/** What is told of a problem, as a document (RFC 9457). */
export function problemDocument({ code, details: { detail, errors, members } }: ProblemError): object {
  const { status, title } = problems[code];
  return { type: 'about:blank', title, status, code, detail, errors, ...members };
}

/** Sends a problem document. */
export function sendProblem(reply: FastifyReply, problem: ProblemError): FastifyReply {
  const { status } = problems[problem.code];
  const { retryAfterSeconds } = problem.details;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .code(status)
    .type(problemMediaType)
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemDocument(problem));
}

/**
 * Notes why a request got no answer. Only a defect of ours is an error, with its stack; that a part does not answer is told
 * by that part, and needs no more than a line for each request.
 */
export function logFailure({ log, id }: FastifyRequest, error: Error, { code }: ProblemError): void {
  if (code === 'internal_error') log.error({ err: error, reqId: id }, 'request failed');
  else if (problems[code].status >= 500)
    log.info({ code, reason: error.message, reqId: id }, 'request refused');
}

/** Answers every error with a problem document. */
export function handleProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const problem = toProblem(error);
    logFailure(request, error, problem);
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((request, reply) => {
    const allowed = offeredMethods(app, request.url.split('?')[0] ?? '/');
    if (allowed.length === 0) return sendProblem(reply, new ProblemError('not_found'));
    reply.header('allow', allowed.join(', '));
    return sendProblem(reply, new ProblemError('method_not_allowed'));
  });
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function offeredMethods(app: FastifyInstance, url: string): readonly string[] {
  return methods.filter(method => app.findRoute({ method, url }) !== null);
}
