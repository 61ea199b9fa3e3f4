import { type AuthService, authRoutes, type Keys } from '@fintech/auth';
import {
  addApiDocs,
  addHealth,
  bearerAuthentication,
  type HealthOptions,
  type RevocationList,
  type TokenVerifier,
} from '@fintech/http';
import type { Clock } from '@fintech/ports';
import { accountRoutes, type RunningTransactionService, transactionRoutes } from '@fintech/transaction';
import type { FastifyInstance } from 'fastify';
import type { Config } from './config.ts';

/** What the routes are made of. */
export interface Parts {
  readonly config: Config;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly auth: AuthService;
  readonly transactions: RunningTransactionService;
  readonly verifier: TokenVerifier;
  readonly revocations: RevocationList;
  readonly metrics: () => Promise<string>;
}

const version = '0.1.0';

/** Every service under its prefix. */
export async function addEverything(app: FastifyInstance, parts: Parts): Promise<void> {
  const description = 'Sign up, log in, and move money.';
  await addApiDocs(app, { title: 'Fintech App', description, version });
  await app.register(bearerAuthentication, { verifier: parts.verifier });
  await app.register(authRoutes, { service: parts.auth, verifier: parts.verifier });
  await addMoney(app, parts);
  addHealth(app, health(parts));
}

/** The transaction service alone, as it runs in a cluster. */
export async function addTransactions(app: FastifyInstance, parts: Parts): Promise<void> {
  const description = 'Accounts, transfers and their history.';
  await addApiDocs(app, { title: 'Fintech App: transactions', description, version });
  await app.register(bearerAuthentication, { verifier: parts.verifier });
  await addMoney(app, parts);
  addHealth(app, health(parts));
}

async function addMoney(app: FastifyInstance, { transactions, revocations }: Parts): Promise<void> {
  const options = { service: transactions, revocationsFresh: () => revocations.fresh() };
  await app.register(transactionRoutes, options);
  await app.register(accountRoutes, options);
}

function health({ transactions, revocations, metrics }: Parts): HealthOptions {
  return {
    metrics,
    notReady: () => [
      ...(transactions.replica.halted ? ['ledger'] : []),
      ...(revocations.fresh() ? [] : ['revocations']),
    ],
  };
}
