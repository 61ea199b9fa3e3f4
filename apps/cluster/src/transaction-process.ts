import type { KafkaCommandLog } from '@fintech/adapter-kafka';
import { type IdentityGateway, transactionsTopic, usersTopic } from '@fintech/contracts';
import {
  addApiDocs,
  addHealth,
  addNotFoundPage,
  bearerAuthentication,
  createApp,
  HttpIdentityGateway,
  type PageDoorOptions,
  pageDoor,
  type RevocationList,
  ServiceTokens,
  TokenVerifier,
} from '@fintech/http';
import type { IdSource } from '@fintech/ports';
import {
  systemClock as clock,
  type Halt,
  type RunningProcess,
  readSnapshotAside,
  sha256,
  timeOrderedIds,
} from '@fintech/runtime';
import { createLogger } from '@fintech/telemetry';
import {
  accountRoutes,
  ledgerRoutes,
  publicationMetrics,
  type RunningTransactionService,
  startTransactionService,
  TransactionPublisher,
  transactionMetrics,
  transactionPages,
  transactionRoutes,
} from '@fintech/transaction';
import type { FastifyInstance } from 'fastify';
import { appOptions, version } from './app-options.ts';
import { keepsUp, logMetrics, openCommandLog } from './command-log.ts';
import type { Config } from './config.ts';
import { Drain } from './drain.ts';
import { openEventBus } from './event-bus.ts';
import { openMongodb } from './mongodb.ts';
import { replicaIdOf } from './replica-id.ts';
import { readSecret } from './secrets.ts';
import { openSessions } from './sessions.ts';

/** Commands under way before new ones are refused (rule R11). */
const maxPending = 4096;
const answerWithinMs = 5000;

/** One replica of the transaction service. Any number of them follow the same log; none of them is special. */
export async function startTransaction(config: Config, halt: Halt): Promise<RunningProcess> {
  await using stack = new AsyncDisposableStack();
  const { mode, defaultCurrency, secretsDirectory } = config;
  const logger = createLogger(config.logLevel);
  const idSource = timeOrderedIds(clock);
  const csrfKey = await readSecret(secretsDirectory, 'csrf');
  const tokens = new ServiceTokens(await readSecret(secretsDirectory, 'service'), 'transaction', clock);
  const replicaId = replicaIdOf(config);
  const drain = new Drain(config.drainMs);
  const gateway = new HttpIdentityGateway({ url: config.authUrl, tokens });
  const mongodb = stack.use(await openMongodb(config));
  const onWarning = (message: string) => logger.warn(message);
  const topics = [usersTopic, transactionsTopic];
  const eventBus = stack.use(await openEventBus(config, 'transaction', topics, onWarning));
  const commandLog = stack.use(await openCommandLog({ config, stores: mongodb, onHalt: halt, onWarning }));
  const { revocations } = stack.use(await openSessions(config, clock));
  const service = stack.use(
    await startTransactionService({
      ...mongodb,
      commandLog,
      eventBus,
      clock,
      idSource,
      identity: gateway,
      ledger: { sha256 },
      maxPending,
      answerWithinMs,
      readSnapshot: readSnapshotAside,
      replicas: 'many',
      build: version,
      ...(replicaId === undefined ? {} : { replicaId }),
      onHalt: halt,
      onWarning,
      mode,
      defaultCurrency,
    }),
  );
  const { replica } = service;
  const holder = idSource.next();
  const publisher = stack.use(
    new TransactionPublisher({ ...mongodb, commandLog, eventBus, replica, holder, onWarning }),
  );
  const app = stack.adopt(await createApp(appOptions(config, logger)), open => open.close());
  const parts = {
    config,
    csrfKey,
    tokens,
    gateway,
    commandLog,
    revocations,
    idSource,
    service,
    publisher,
    drain,
  };
  await addRoutes(app, parts);
  const url = await app.listen({ host: config.host, port: config.transactionPort });
  const owned = stack.move();
  owned.defer(() => drain.passed());
  return { urls: [url], [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

interface Parts {
  readonly config: Config;
  readonly csrfKey: Buffer;
  readonly tokens: ServiceTokens;
  readonly gateway: IdentityGateway;
  readonly commandLog: KafkaCommandLog;
  readonly revocations: RevocationList;
  readonly idSource: IdSource;
  readonly service: RunningTransactionService;
  readonly publisher: TransactionPublisher;
  readonly drain: Drain;
}

async function addRoutes(app: FastifyInstance, parts: Parts): Promise<void> {
  const { config, tokens, gateway, commandLog, revocations, idSource, service, publisher, drain } = parts;
  const { mode, defaultCurrency } = config;
  const issuer = config.publicUrl.origin;
  const verifier = new TokenVerifier({ publicKeys: () => gateway.publicKeys(), issuer, clock, revocations });
  const description = 'Accounts, transfers and their history.';
  await addApiDocs(app, { title: 'Fintech App: transactions', description, version });
  await app.register(bearerAuthentication, { verifier });
  const api = { service, revocations };
  await app.register(transactionRoutes, api);
  await app.register(accountRoutes, api);
  await app.register(ledgerRoutes, { service, tokens });
  addHealth(app, {
    metrics: transactionMetrics(service, [...logMetrics(commandLog), ...publicationMetrics(publisher)]),
    notReady: () => [
      ...drain.reasons,
      ...(service.replica.halted ? ['ledger'] : []),
      ...(keepsUp(commandLog.health()) ? [] : ['log']),
      ...(revocations.fresh() ? [] : ['revocations']),
    ],
  });
  const door = pageDoorOptions(parts, verifier);
  addNotFoundPage(app, door);
  await app.register(async pages => {
    await pages.register(pageDoor, door);
    await pages.register(transactionPages, {
      service,
      gateway,
      revocations,
      clock,
      idSource,
      mode,
      defaultCurrency,
    });
  });
}

function pageDoorOptions(parts: Parts, verifier: TokenVerifier): PageDoorOptions {
  const { config, csrfKey, gateway, revocations } = parts;
  const authOrigin = config.publicUrl.origin;
  return {
    gateway,
    verifier,
    revocations,
    clock,
    csrfKey,
    logInPath: '/transaction/login',
    sandbox: config.mode === 'sandbox',
    secureCookies: config.secureCookies,
    origins: {
      auth: config.transactionPublicUrl.origin === authOrigin ? '' : authOrigin,
      transaction: '',
    },
  };
}
