import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { requireService, type ServiceTokens } from '@fintech/http';
import type { RunningTransactionService } from '../service.ts';

export interface LedgerStateOptions {
  readonly service: Pick<RunningTransactionService, 'replica'>;
  readonly tokens: ServiceTokens;
}

const LedgerState = Type.Object({
  position: Type.Integer(),
  /** Records applied; the chain is that after the last of them. */
  next_offset: Type.Integer(),
  chain: Type.String(),
});

/** Where this replica of the ledger stands: two replicas at the same offset must show the same chain (rule R5). */
export const ledgerStateRoute: FastifyPluginAsyncTypebox<LedgerStateOptions> = async (app, options) => {
  const { service, tokens } = options;
  const schema = { hide: true, response: { 200: LedgerState } };
  const onRequest = requireService(tokens);
  app.get('/internal/ledger', { schema, onRequest, config: { rateLimit: false } }, async () => {
    const { position, nextOffset, chain } = service.replica.ledger;
    return { position, next_offset: nextOffset, chain };
  });
};
