import { authPages, authRoutes, createAuthService } from '@fintech/auth';
import { usersTopic } from '@fintech/contracts';
import {
  addApiDocs,
  addHealth,
  addNotFoundPage,
  bearerAuthentication,
  createApp,
  identityRoutes,
  type PageDoorOptions,
  pageDoor,
  ServiceTokens,
  TokenVerifier,
} from '@fintech/http';
import { systemClock as clock, type RunningProcess, timeOrderedIds } from '@fintech/runtime';
import { createLogger, createMetrics } from '@fintech/telemetry';
import { appOptions, version } from './app-options.ts';
import type { Config } from './config.ts';
import { Drain } from './drain.ts';
import { openEventBus } from './event-bus.ts';
import { openMongodb } from './mongodb.ts';
import { readKeys, readSecret } from './secrets.ts';
import { openSessions } from './sessions.ts';

/** One replica of the identity service. Any number of them share the stores and the keys. */
export async function startAuth(config: Config): Promise<RunningProcess> {
  await using stack = new AsyncDisposableStack();
  const logger = createLogger(config.logLevel);
  const keys = await readKeys(config.secretsDirectory);
  const csrfKey = await readSecret(config.secretsDirectory, 'csrf');
  const tokens = new ServiceTokens(await readSecret(config.secretsDirectory, 'service'), 'auth', clock);
  const eventBus = stack.use(
    await openEventBus(config, 'auth', [usersTopic], message => logger.warn(message)),
  );
  const mongodb = stack.use(await openMongodb(config));
  mongodb.relayOutbox(eventBus, error => logger.warn({ err: error }, 'events wait in the outbox'));
  const { sessionStore, revocations } = stack.use(await openSessions(config, clock));

  const issuer = config.publicUrl.origin;
  const service = createAuthService({
    documentStore: mongodb.documentStore,
    sessionStore,
    clock,
    idSource: timeOrderedIds(clock),
    keys,
    issuer,
    rateLimit: config.rateLimit,
    onRevoked: familyId => revocations.add(familyId),
  });
  stack.defer(() => service.close());
  const verifier = new TokenVerifier({ publicKeys: () => service.publicKeys(), issuer, clock, revocations });

  const drain = new Drain(config.drainMs);
  const app = stack.adopt(await createApp(appOptions(config, logger)), open => open.close());
  await addApiDocs(app, { title: 'Fintech App: identity', description: 'Sign up and log in.', version });
  await app.register(bearerAuthentication, { verifier });
  await app.register(authRoutes, { service });
  await app.register(identityRoutes, { gateway: service, tokens });
  addHealth(app, {
    metrics: createMetrics([]),
    notReady: () => [...drain.reasons, ...(revocations.fresh() ? [] : ['revocations'])],
  });
  const { origin: transactionOrigin } = config.transactionPublicUrl;
  const door: PageDoorOptions = {
    gateway: service,
    verifier,
    revocations,
    clock,
    csrfKey,
    logInPath: '/auth/login_form',
    sandbox: config.mode === 'sandbox',
    secureCookies: config.secureCookies,
    origins: { auth: '', transaction: transactionOrigin === issuer ? '' : transactionOrigin },
  };
  addNotFoundPage(app, door);
  await app.register(async pages => {
    await pages.register(pageDoor, door);
    await pages.register(authPages, { service });
  });
  const url = await app.listen({ host: config.host, port: config.authPort });
  const owned = stack.move();
  owned.defer(() => drain.passed());
  return { urls: [url], [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
