import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AccountView, OpenAccountBody, PositionQuery } from '@fintech/contracts';
import { Type } from 'typebox';
import type { AccountChange } from '../transaction-service.ts';
import {
  AccountIdParameter,
  callerOf,
  documented,
  guard,
  KeyHeader,
  type TransactionRoutesOptions,
} from './options.ts';

const AccountList = Type.Object({ items: Type.Array(AccountView) });

const changes: Readonly<Record<AccountChange, string>> = {
  freeze: 'Freeze an account: nothing goes in or out',
  unfreeze: 'Lift the freeze of an account',
  close: 'Close an empty account for good',
};

/** The caller's accounts. */
export const accountRoutes: FastifyPluginAsyncTypebox<TransactionRoutesOptions> = async (app, options) => {
  const { service } = options;
  guard(app, options);

  const list = {
    ...documented,
    summary: 'Accounts and balances',
    querystring: PositionQuery,
    response: { 200: AccountList },
  };
  app.get('/accounts', { schema: list }, async request => ({
    items: [...(await service.accounts(callerOf(request), request.query.min_position))],
  }));

  const open = {
    ...documented,
    summary: 'Open an account in another currency',
    headers: KeyHeader,
    body: OpenAccountBody,
    response: { 201: AccountView },
  };
  app.post('/accounts', { schema: open }, async (request, reply) => {
    const key = request.headers['idempotency-key'];
    return reply.code(201).send(await service.openAccount(callerOf(request), request.body.currency, key));
  });

  for (const change of ['freeze', 'unfreeze', 'close'] as const) {
    const schema = {
      ...documented,
      summary: changes[change],
      headers: KeyHeader,
      params: AccountIdParameter,
      response: { 200: AccountView },
    };
    app.post(`/accounts/:id/${change}`, { schema }, async request => {
      const key = request.headers['idempotency-key'];
      return service.changeAccount(callerOf(request), request.params.id, change, key);
    });
  }
};
