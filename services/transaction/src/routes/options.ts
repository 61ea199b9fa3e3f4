import { IdempotencyKey } from '@fintech/contracts';
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import { Type } from 'typebox';
import type { Caller, TransactionService } from '../transaction-service.ts';

export interface TransactionRoutesOptions {
  readonly service: TransactionService;
  /** Refuses requests without a valid access token, and gives the others their claims. */
  readonly requireBearer: onRequestHookHandler;
}

/** Whom the request acts for. Only routes behind `requireBearer` may ask. */
export function callerOf(request: FastifyRequest): Caller {
  const { claims } = request;
  if (claims === undefined) throw new Error('the route lacks requireBearer');
  return { userId: claims.sub, username: claims.username };
}

/** Header of every call that moves money or changes an account. */
export const KeyHeader = Type.Object({ 'idempotency-key': IdempotencyKey });

export const IdParameter = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });

/** Part of every route's description in the OpenAPI document. */
export const documented = { tags: ['money'], security: [{ bearer: [] }] };
