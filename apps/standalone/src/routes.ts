import { type AuthService, authPages, authRoutes, type Keys } from '@fintech/auth';
import {
  addApiDocs,
  addHealth,
  addNotFoundPage,
  bearerAuthentication,
  type HealthOptions,
  type PageDoorOptions,
  pageDoor,
  type RevocationList,
  type TokenVerifier,
} from '@fintech/http';
import type { Clock, IdSource } from '@fintech/ports';
import {
  accountRoutes,
  type RunningTransactionService,
  transactionPages,
  transactionRoutes,
} from '@fintech/transaction';
import type { FastifyInstance } from 'fastify';
import type { Config } from './config.ts';

/** What the routes are made of. */
export interface Parts {
  readonly config: Config;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly idSource: IdSource;
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
  await app.register(authRoutes, { service: parts.auth });
  await addMoney(app, parts);
  addHealth(app, health(parts));
  const options = door(parts, '/auth/login_form', '');
  addNotFoundPage(app, options);
  await app.register(async pages => {
    await pages.register(pageDoor, options);
    await pages.register(authPages, { service: parts.auth });
    await addMoneyPages(pages, parts);
  });
}

/** The transaction service alone, as it runs in a cluster. */
export async function addTransactions(app: FastifyInstance, parts: Parts): Promise<void> {
  const description = 'Accounts, transfers and their history.';
  await addApiDocs(app, { title: 'Fintech App: transactions', description, version });
  await app.register(bearerAuthentication, { verifier: parts.verifier });
  await addMoney(app, parts);
  addHealth(app, health(parts));
  const options = door(parts, '/transaction/login', parts.config.publicUrl.origin);
  addNotFoundPage(app, options);
  await app.register(async pages => {
    await pages.register(pageDoor, options);
    await addMoneyPages(pages, parts);
  });
}

async function addMoney(app: FastifyInstance, { transactions, revocations }: Parts): Promise<void> {
  const options = { service: transactions, revocations };
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

async function addMoneyPages(pages: FastifyInstance, parts: Parts): Promise<void> {
  const { mode, defaultCurrency } = parts.config;
  const { transactions: service, auth: gateway, revocations, clock, idSource } = parts;
  await pages.register(transactionPages, {
    service,
    gateway,
    revocations,
    clock,
    idSource,
    mode,
    defaultCurrency,
  });
}

/** `authOrigin`: where the pages of the identity service are; empty on the same origin. */
function door(parts: Parts, logInPath: string, authOrigin: string): PageDoorOptions {
  const { config, keys, clock, auth, verifier, revocations } = parts;
  return {
    gateway: auth,
    verifier,
    revocations,
    clock,
    csrfKey: keys.csrf,
    logInPath,
    sandbox: config.mode === 'sandbox',
    secureCookies: config.secureCookies,
    origins: { auth: authOrigin, transaction: '' },
  };
}
