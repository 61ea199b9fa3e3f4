import { ProblemError, problems } from '@fintech/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { logFailure, toProblem } from '../problem-handler.ts';
import { logInPage } from './log-in-page.ts';
import { problemPage } from './problem-page.ts';

/** Answers a problem with a page. */
export function sendProblemPage(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toPageProblem(error);
  const { status } = problems[problem.code];
  logFailure(request, error, problem);
  const { retryAfterSeconds } = problem.details;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  const context = reply.code(status).pageContext();
  if (problem.code !== 'unauthenticated') return reply.html(problemPage(context, problem, request.id));
  // A form of a session that has ended: the log-in comes first.
  const notice = { kind: 'info', text: context.texts.logIn.again } as const;
  return reply.html(logInPage(context, { next: reply.homePath(), notice }));
}

function toPageProblem(error: Error): ProblemError {
  const isFormToken = 'code' in error && String(error.code).startsWith('FST_CSRF_');
  return isFormToken ? new ProblemError('csrf_rejected') : toProblem(error);
}
