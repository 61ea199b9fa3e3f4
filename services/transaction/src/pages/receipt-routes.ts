import { queryOf } from '@fintech/http';
import type { FastifyPluginAsync } from 'fastify';
import { minPositionOf } from './entries.ts';
import { callerOf, type TransactionPagesOptions } from './options.ts';
import { receiptPage } from './receipt-page.ts';

/** Proof of one transaction of the visitor. */
export const receiptRoutes: FastifyPluginAsync<TransactionPagesOptions> = async (app, { service }) => {
  app.get<{ Params: { id: string } }>('/transaction/receipt/:id', async (request, reply) => {
    const caller = callerOf(request);
    const position = minPositionOf(queryOf(request));
    const transaction = await service.transaction(caller, request.params.id, position);
    return reply.html(receiptPage(reply.pageContext(), transaction, caller.username));
  });
};
