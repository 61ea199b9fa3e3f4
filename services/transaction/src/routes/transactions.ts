import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  CashBody,
  EntryView,
  HistoryQuery,
  KeyStatusView,
  PositionQuery,
  TransactionView,
  TransferBody,
} from '@fintech/contracts';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Posted } from '../transaction-service.ts';
import {
  callerOf,
  documented,
  guard,
  IdParameter,
  KeyHeader,
  KeyParameter,
  type TransactionRoutesOptions,
} from './options.ts';

const HistoryPage = Type.Object({ items: Type.Array(EntryView), next_cursor: Type.Optional(Type.String()) });
const moving = { ...documented, headers: KeyHeader, response: { 201: TransactionView } };

/** Money in, out and between people, and what happened to it. */
export const transactionRoutes: FastifyPluginAsyncTypebox<TransactionRoutesOptions> = async (
  app,
  options,
) => {
  const { service } = options;
  guard(app, options);

  const transfer = { ...moving, summary: 'Send money', body: TransferBody };
  app.post('/transactions', { schema: transfer }, async (request, reply) =>
    created(
      reply,
      await service.transfer(callerOf(request), request.body, request.headers['idempotency-key']),
    ),
  );

  const deposit = { ...moving, summary: 'Top up play money (sandbox mode)', body: CashBody };
  app.post('/deposits', { schema: deposit }, async (request, reply) =>
    created(
      reply,
      await service.deposit(callerOf(request), request.body, request.headers['idempotency-key']),
    ),
  );

  const withdrawal = { ...moving, summary: 'Take play money out (sandbox mode)', body: CashBody };
  app.post('/withdrawals', { schema: withdrawal }, async (request, reply) =>
    created(
      reply,
      await service.withdraw(callerOf(request), request.body, request.headers['idempotency-key']),
    ),
  );

  const history = {
    ...documented,
    summary: 'History of an account',
    querystring: HistoryQuery,
    response: { 200: HistoryPage },
  };
  app.get('/transactions', { schema: history }, async request =>
    service.history(callerOf(request), request.query),
  );

  const byKey = {
    ...documented,
    summary: 'What became of a request, by its Idempotency-Key',
    params: KeyParameter,
    querystring: PositionQuery,
    response: { 200: KeyStatusView },
  };
  app.get('/transactions/by-key/:idempotency_key', { schema: byKey }, async request =>
    service.keyStatus(callerOf(request), request.params.idempotency_key, request.query.min_position),
  );

  const one = {
    ...documented,
    summary: 'One transaction',
    params: IdParameter,
    querystring: PositionQuery,
    response: { 200: TransactionView },
  };
  app.get('/transactions/:id', { schema: one }, async request =>
    service.transaction(callerOf(request), request.params.id, request.query.min_position),
  );
};

function created(reply: FastifyReply, { view, replayed }: Posted): TransactionView {
  if (replayed) reply.header('idempotency-replayed', 'true');
  reply.code(201);
  return view;
}
