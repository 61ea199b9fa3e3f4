import type { ProblemError } from '@fintech/contracts';
import { formOf, queryOf } from '@fintech/http';
import { formatMoney, type Money, type PageContext } from '@fintech/web';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { readAmount, withinBalance } from './amount-step.ts';
import { type CashPage, cashPage } from './cash-page.ts';
import { accountIn, availableIn } from './money.ts';
import { moveMoney, refusalText } from './move-money.ts';
import { callerOf, newKey, type TransactionPagesOptions } from './options.ts';

/** Top-up and withdrawal of play money; in live mode operators move money in and out. */
export const cashRoutes: FastifyPluginAsync<TransactionPagesOptions> = async (app, options) => {
  if (options.mode !== 'sandbox') return;
  addCashForm(app, options, 'top_up');
  addCashForm(app, options, 'withdraw');
};

function addCashForm(app: FastifyInstance, options: TransactionPagesOptions, kind: CashPage['kind']): void {
  const { service, idSource, defaultCurrency } = options;
  const action = `/transaction/${kind}`;
  const newPage = (page: Omit<CashPage, 'kind' | 'key'>): CashPage => ({
    ...page,
    kind,
    key: newKey(idSource),
  });

  app.get(action, async (request, reply) => {
    const context = reply.pageContext();
    const accounts = await service.accounts(callerOf(request));
    const { currency, typed } = readAmount(context, queryOf(request), accounts, defaultCurrency);
    return reply.html(cashPage(context, newPage({ accounts, currency, typed })));
  });

  app.post(action, async (request, reply) => {
    const context = reply.pageContext();
    const caller = callerOf(request);
    const form = formOf(request);
    const accounts = await service.accounts(caller);
    const read = readAmount(context, form, accounts, defaultCurrency);
    const { currency, typed, amount, error } = kind === 'withdraw' ? withinBalance(context, read) : read;
    if (amount === undefined) {
      const page = newPage({ accounts, currency, typed, error: error ?? context.texts.error.amount.empty });
      return reply.code(422).html(cashPage(context, page));
    }
    const body = { amount: amount.amount, currency };
    return moveMoney(reply, {
      form,
      action,
      move: key =>
        kind === 'top_up' ? service.deposit(caller, body, key) : service.withdraw(caller, body, key),
      refused: async problem => {
        const now = await service.accounts(caller);
        const refusal = explain(context, problem, availableIn(accountIn(now, currency)), amount);
        return cashPage(context, newPage({ accounts: now, currency, typed, refusal }));
      },
    });
  });
}

function explain(context: PageContext, problem: ProblemError, have: Money, need: Money): string {
  if (problem.code !== 'insufficient_funds') return refusalText(context, problem);
  const { locale, texts } = context;
  return texts.error.notWithdrawn(formatMoney(locale, have), formatMoney(locale, need));
}
