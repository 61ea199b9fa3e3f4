import { fastifyCookie } from '@fastify/cookie';
import { ProblemError } from '@fintech/contracts';
import type { FastifyInstance } from 'fastify';
import { languageCookie } from './page-cookies.ts';
import { problemPage } from './problem-page.ts';
import { type ReplyOptions, sendHtml, strangerContext } from './replies.ts';

/**
 * People get a page for an address that leads nowhere; programs get the problem document as before. It stands outside
 * the door, because an unknown address belongs to no scope.
 */
export function addNotFoundPage(app: FastifyInstance, options: ReplyOptions): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404 || !request.headers.accept?.includes('text/html')) return done();
    const cookies = fastifyCookie.parse(request.headers.cookie ?? '');
    const context = strangerContext(request, cookies[languageCookie], options);
    sendHtml(reply.code(404), problemPage(context, new ProblemError('not_found'), request.id));
  });
}
