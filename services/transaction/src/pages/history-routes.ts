import { queryOf } from '@fintech/http';
import type { FastifyPluginAsync } from 'fastify';
import { readFilters, toHistoryQuery } from './history-filters.ts';
import { historyPage } from './history-page.ts';
import { accountIn } from './money.ts';
import { callerOf, type TransactionPagesOptions } from './options.ts';

/** Everything that happened on one account. */
export const historyRoutes: FastifyPluginAsync<TransactionPagesOptions> = async (app, options) => {
  const { service, defaultCurrency } = options;
  app.get('/transaction/history', async (request, reply) => {
    const caller = callerOf(request);
    const query = queryOf(request);
    const accounts = await service.accounts(caller);
    const account = accountIn(accounts, query.filled('currency') ?? defaultCurrency);
    const filters = readFilters(query, account);
    const cursor = query.filled('cursor');
    const list = await service.history(caller, toHistoryQuery(account, filters, cursor));
    const page = {
      accounts,
      filters,
      entries: list.items,
      older: list.next_cursor,
      first: cursor === undefined,
    };
    return reply.html(historyPage(reply.pageContext(), page));
  });
};
