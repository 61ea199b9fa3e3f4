import { formatMoney } from '@fintech/web';
import type { FastifyPluginAsync } from 'fastify';
import type { BalanceChange } from '../transaction-service.ts';
import { LiveStreams } from './live-streams.ts';
import { toMoney } from './money.ts';
import { callerOf, type TransactionPagesOptions } from './options.ts';

/** Server-sent events: tells open pages that a balance changed and what to announce. */
export const streamRoutes: FastifyPluginAsync<TransactionPagesOptions> = async (app, options) => {
  const { service, revocations, clock } = options;
  const streams = new LiveStreams();
  app.addHook('preClose', async () => streams.closeAll());

  app.get('/transaction/stream', { schema: { hide: true } }, async (request, reply) => {
    const { sid, exp } = request.person;
    const caller = callerOf(request);
    const { texts, locale } = reply.pageContext();
    const mayGoOn = () => !revocations.isRevoked(sid) && exp * 1000 > clock.now();
    const stream = streams.open(caller.userId, mayGoOn);
    // 204 tells the browser not to come back: the page works without news.
    if (stream === undefined) return reply.code(204).send();
    const unwatch = service.watch(caller, ({ balance, currency, position }: BalanceChange) => {
      const announcement = texts.home.newBalance(formatMoney(locale, toMoney(balance, currency)));
      stream.send('balance', { position, announcement });
    });
    stream.body.once('close', unwatch);
    return reply.type('text/event-stream').header('x-accel-buffering', 'no').send(stream.body);
  });
};
