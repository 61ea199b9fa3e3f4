import { IdempotencyKey, OpaqueId } from '@fintech/contracts';
// It also brings the types of `requireBearer` and `claims`.
import type { RevocationList } from '@fintech/http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Caller, TransactionService } from '../transaction-service.ts';

export interface TransactionRoutesOptions {
  readonly service: TransactionService;
  /** Money does not move on the word of a session that may have ended. */
  readonly revocations: Pick<RevocationList, 'fresh' | 'vouchFor'>;
}

/** Lets only people with a valid access token in, and to what changes something only while revocations are known. */
export function guard(
  app: FastifyInstance,
  { revocations }: Pick<TransactionRoutesOptions, 'revocations'>,
): void {
  app.addHook('onRequest', app.requireBearer);
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.method === 'GET' || request.method === 'HEAD' || revocations.fresh()) return done();
    revocations.vouchFor(request.claims.sid).then(() => done(), done);
  });
}

/** Whom the request acts for. */
export function callerOf(request: FastifyRequest): Caller {
  const { sub, username } = request.claims;
  return { userId: sub, username };
}

/** Header of every call that moves money or changes an account. */
export const KeyHeader = Type.Object({ 'idempotency-key': IdempotencyKey });

export const KeyParameter = Type.Object({ idempotency_key: IdempotencyKey });

export const IdParameter = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
export const AccountIdParameter = Type.Object({ id: OpaqueId });

/** Part of every route's description in the OpenAPI document. */
export const documented = { tags: ['money'], security: [{ bearer: [] }] };
