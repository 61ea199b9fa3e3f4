import { ProblemError } from '@fintech/contracts';
import { formOf } from '@fintech/http';
import { currencies } from '@fintech/ledger';
import type { FastifyPluginAsync } from 'fastify';
import { currencyPage } from './currency-page.ts';
import { readKey, refusalText } from './move-money.ts';
import { callerOf, newKey, type TransactionPagesOptions } from './options.ts';

/** Opens an account in one more currency. */
export const currencyRoutes: FastifyPluginAsync<TransactionPagesOptions> = async (
  app,
  { service, idSource },
) => {
  app.get('/transaction/accounts/new', async (request, reply) => {
    const held = new Set((await service.accounts(callerOf(request))).map(account => account.currency));
    const offered = [...currencies.keys()].filter(code => !held.has(code));
    return reply.html(currencyPage(reply.pageContext(), { offered, key: newKey(idSource) }));
  });

  app.post('/transaction/accounts/new', async (request, reply) => {
    const form = formOf(request);
    const key = readKey(form);
    const currency = form.get('currency');
    if (key === undefined || !currencies.has(currency)) throw new ProblemError('invalid_request');
    try {
      await service.openAccount(callerOf(request), currency, key);
      return reply.redirect(reply.homePath(), 303);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'account_exists') throw error;
      const context = reply.pageContext();
      const offered = [...currencies.keys()];
      const page = { offered, key: newKey(idSource), refusal: refusalText(context, error) };
      return reply.code(422).html(currencyPage(context, page));
    }
  });
};
