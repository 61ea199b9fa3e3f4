import { openSqliteAdapters } from '@fintech/adapter-sqlite';
import { createAuthService } from '@fintech/auth';
import { createApp, RevocationList, TokenVerifier } from '@fintech/http';
import type { Clock } from '@fintech/ports';
import { readSnapshotAside, sha256, systemClock, timeOrderedIds } from '@fintech/runtime';
import { createLogger } from '@fintech/telemetry';
import {
  type RunningTransactionService,
  startTransactionService,
  transactionMetrics,
} from '@fintech/transaction';
import type { FastifyInstance } from 'fastify';
import type { Config } from './config.ts';
import { loadKeys } from './key-file.ts';
import { addEverything, addTransactions, type Parts } from './routes.ts';

/** What a test may replace. */
export interface Overrides {
  readonly clock?: Clock;
}

/** The whole product in one process, composed but not listening yet. */
export interface Wallet extends AsyncDisposable {
  /** All services under their prefixes. */
  readonly everything: FastifyInstance;
  /** The transaction service alone. */
  readonly transactionsOnly: FastifyInstance;
  readonly transactions: RunningTransactionService;
}

/** Commands under way before new ones are refused (rule R11). */
const maxPending = 4096;
const answerWithinMs = 5000;
const requestsPerMinute = 3000;

/**
 * Builds the product from its parts on SQLite. The only place that knows which adapter stands behind which port.
 * Disposing it ends requests, saves a snapshot and releases the data directory.
 *
 * @param onHalt called when the ledger can no longer be trusted; the process must end before it answers anything
 */
export async function compose(
  config: Config,
  onHalt: (error: unknown) => void,
  overrides: Overrides = {},
): Promise<Wallet> {
  await using stack = new AsyncDisposableStack();
  const clock = overrides.clock ?? systemClock;
  const idSource = timeOrderedIds(clock);
  const logger = createLogger(config.logLevel);
  if (!config.secureCookies) logger.warn('cookies are sent without Secure, because PUBLIC_URL is plain http');
  const adapters = stack.use(await openSqliteAdapters({ directory: config.dataDirectory, onHalt }));
  const keys = await loadKeys(config.dataDirectory);

  const revocations = stack.use(new RevocationList({ sessionStore: adapters.sessionStore, clock }));
  await revocations.poll();
  revocations.start();
  const issuer = config.publicUrl.origin;
  const auth = createAuthService({
    ...adapters,
    clock,
    idSource,
    keys,
    issuer,
    rateLimit: config.rateLimit,
    onRevoked: familyId => revocations.add(familyId),
  });
  stack.defer(() => auth.close());
  const verifier = new TokenVerifier({ publicKeys: () => auth.publicKeys(), issuer, clock, revocations });

  const transactions = stack.use(
    await startTransactionService({
      ...adapters,
      clock,
      idSource,
      identity: auth,
      ledger: { sha256 },
      maxPending,
      answerWithinMs,
      readSnapshot: readSnapshotAside,
      onHalt,
      onWarning: message => logger.warn(message),
      mode: config.mode,
      defaultCurrency: config.defaultCurrency,
    }),
  );

  const parts: Parts = {
    config,
    keys,
    clock,
    idSource,
    auth,
    transactions,
    verifier,
    revocations,
    metrics: transactionMetrics(transactions),
  };
  const options = {
    logger,
    trustedProxies: config.trustedProxies,
    ...(config.rateLimit ? { requestsPerMinute } : {}),
  };
  const everything = stack.adopt(await createApp(options), app => app.close());
  await addEverything(everything, parts);
  const transactionsOnly = stack.adopt(await createApp(options), app => app.close());
  await addTransactions(transactionsOnly, parts);
  const owned = stack.move();
  return { everything, transactionsOnly, transactions, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
