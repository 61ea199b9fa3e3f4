import type { IdentityGateway } from '@fintech/contracts';
import type { RevocationList } from '@fintech/http';
import type { Clock, IdSource } from '@fintech/ports';
import type { FastifyRequest } from 'fastify';
import type { Caller, TransactionService } from '../transaction-service.ts';

export interface TransactionPagesOptions {
  readonly service: TransactionService;
  readonly gateway: Pick<IdentityGateway, 'findUser' | 'logIn'>;
  readonly revocations: Pick<RevocationList, 'isRevoked'>;
  readonly clock: Clock;
  readonly idSource: IdSource;
  readonly mode: 'sandbox' | 'live';
  readonly defaultCurrency: string;
}

/** Whom the page acts for. */
export function callerOf({ person }: FastifyRequest): Caller {
  return { userId: person.sub, username: person.username };
}

/** A key for one intention to move money, in the form of a UUID: it is made with the form and sent with it. */
export function newKey(idSource: IdSource): string {
  return idSource.next().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
