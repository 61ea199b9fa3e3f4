import { logInRoutes } from '@fintech/http';
import type { FastifyPluginAsync } from 'fastify';
import { cashRoutes } from './cash-routes.ts';
import { currencyRoutes } from './currency-routes.ts';
import { historyRoutes } from './history-routes.ts';
import { homeRoutes } from './home-routes.ts';
import type { TransactionPagesOptions } from './options.ts';
import { receiptRoutes } from './receipt-routes.ts';
import { sendRoutes } from './send-routes.ts';
import { streamRoutes } from './stream-routes.ts';

export type { TransactionPagesOptions } from './options.ts';

/** Where people see and move their money. Registered inside the page door. */
export const transactionPages: FastifyPluginAsync<TransactionPagesOptions> = async (app, options) => {
  await app.register(logInRoutes, { path: '/transaction/login', gateway: options.gateway });
  await app.register(async personal => {
    personal.addHook('onRequest', personal.requirePerson);
    await personal.register(homeRoutes, options);
    await personal.register(sendRoutes, options);
    await personal.register(cashRoutes, options);
    await personal.register(currencyRoutes, options);
    await personal.register(receiptRoutes, options);
    await personal.register(historyRoutes, options);
    await personal.register(streamRoutes, options);
  });
};
