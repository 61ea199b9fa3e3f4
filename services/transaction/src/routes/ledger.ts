import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { ProblemError } from '@fintech/contracts';
import { requireService, type ServiceTokens } from '@fintech/http';
import { logicVersions } from '@fintech/ledger';
import type { RunningTransactionService } from '../service.ts';

export interface LedgerRoutesOptions {
  readonly service: Pick<RunningTransactionService, 'replica' | 'switchLogic'>;
  readonly tokens: ServiceTokens;
}

export const LedgerState = Type.Object({
  position: Type.Integer(),
  /** Records applied; the chain is that after the last of them. */
  next_offset: Type.Integer(),
  chain: Type.String(),
  /** Version of the rules that is in force, and the newest that this build has (rule R8). */
  logic_version: Type.Integer(),
  newest_logic_version: Type.Integer(),
  /** Replicas heard in the last hours, with the newest version that each has. */
  replicas: Type.Array(Type.Object({ id: Type.String(), newest_logic_version: Type.Integer() })),
});

const Switch = Type.Object(
  { version: Type.Integer({ minimum: 1, maximum: logicVersions.newest }) },
  { additionalProperties: false },
);
/** What the ledger decided about a switch of its logic. */
export const LogicSwitch = Type.Object({ outcome: Type.String() });

/**
 * For operators, inside the installation: where this replica of the ledger stands, and the switch of its logic. Two replicas
 * at the same offset must show the same chain (rule R5).
 */
export const ledgerRoutes: FastifyPluginAsyncTypebox<LedgerRoutesOptions> = async (app, options) => {
  const { service, tokens } = options;
  const common = { onRequest: requireService(tokens), config: { rateLimit: false as const } };
  const state = { hide: true, response: { 200: LedgerState } };
  app.get('/internal/ledger', { schema: state, ...common }, async () => {
    const { position, nextOffset, chain, logicVersion, replicas } = service.replica.ledger;
    return {
      position,
      next_offset: nextOffset,
      chain,
      logic_version: logicVersion,
      newest_logic_version: logicVersions.newest,
      replicas: replicas.map(({ id, newest }) => ({ id, newest_logic_version: newest })),
    };
  });

  const change = { hide: true, body: Switch, response: { 200: LogicSwitch } };
  app.post('/internal/ledger/logic', { schema: change, ...common }, async ({ body }) => {
    if (service.replica.halted) throw new ProblemError('unavailable');
    return { outcome: await service.switchLogic(body.version) };
  });
};
