import { queryOf } from '@fintech/http';
import type { FastifyPluginAsync } from 'fastify';
import { minPositionOf, recentEntries } from './entries.ts';
import { homePage } from './home-page.ts';
import { callerOf, type TransactionPagesOptions } from './options.ts';

const recentLimit = 12;

/** The first page of somebody who is logged in: what I have, what I can do, what happened. */
export const homeRoutes: FastifyPluginAsync<TransactionPagesOptions> = async (app, { service, mode }) => {
  app.get('/transaction/session', async (request, reply) => {
    const caller = callerOf(request);
    const accounts = await service.accounts(caller, minPositionOf(queryOf(request)));
    const entries = await recentEntries(service, caller, accounts, { limit: recentLimit });
    return reply.html(homePage(reply.pageContext(), { accounts, entries, sandbox: mode === 'sandbox' }));
  });
};
