import assert from 'node:assert/strict';
import { openSqliteAdapters } from '@fintech/adapter-sqlite';
import {
  Argon2Hasher,
  type AuditEntry,
  type AuthService,
  auditCollection,
  authRoutes,
  createAuthService,
  createKeyFile,
  type Keys,
  type PasswordHasher,
  parseKeyFile,
} from '@fintech/auth';
import type { SessionTokens } from '@fintech/contracts';
import { bearerAuthentication, createApp, RevocationList, TokenVerifier } from '@fintech/http';
import type { DocumentStore, IdSource, SessionStore } from '@fintech/ports';
import { FakeClock, tempDirectory } from '@fintech/testkit';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type LightMyRequestResponse } from 'fastify';

export const issuer = 'http://localhost:5000';
export const goodPassword = 'harbour mosaic 71 lantern quilt';
export const origin = { address: '192.0.2.1', userAgent: 'test' };

export interface RunningAuth extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly service: AuthService;
  readonly clock: FakeClock;
  readonly keys: Keys;
  readonly hasher: CountingHasher;
  readonly sessionStore: SessionStore;
  readonly documentStore: DocumentStore;
  readonly revocations: RevocationList;
  /** Everything that was logged, also at debug level. */
  readonly logged: string[];
  post(url: string, body: object, from?: Sender): Promise<LightMyRequestResponse>;
  get(url: string, accessToken: string): Promise<LightMyRequestResponse>;
  signUpAndLogIn(username: string, from?: Sender): Promise<SessionTokens>;
  auditEntries(): Promise<readonly AuditEntry[]>;
}

export interface Sender {
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Cheap argon2id that counts, so that a test can see which attempts were hashed. */
export class CountingHasher implements PasswordHasher {
  readonly #inner = new Argon2Hasher({ memoryKib: 256, iterations: 1, parallel: 2, maxQueue: 1000 });
  verified = 0;

  hash(password: string): Promise<string> {
    return this.#inner.hash(password);
  }

  verify(storedHash: string | undefined, password: string): Promise<boolean> {
    this.verified++;
    return this.#inner.verify(storedHash, password);
  }

  isOutdated(storedHash: string): boolean {
    return this.#inner.isOutdated(storedHash);
  }
}

export async function startAuth(options: { readonly rateLimit?: boolean } = {}): Promise<RunningAuth> {
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(await tempDirectory());
  const onHalt = (reason: unknown) => assert.fail(String(reason));
  const adapters = stack.use(await openSqliteAdapters({ directory: directory.path, onHalt }));
  const { documentStore, sessionStore } = adapters;
  const clock = new FakeClock();
  const keys = parseKeyFile(createKeyFile());
  const hasher = new CountingHasher();
  const revocations = new RevocationList({ sessionStore, clock });
  const service = createAuthService({
    documentStore,
    sessionStore,
    clock,
    idSource: countingIds(),
    keys,
    issuer,
    rateLimit: options.rateLimit ?? true,
    hasher,
    onRevoked: id => revocations.add(id),
  });
  stack.defer(() => service.close());
  const verifier = new TokenVerifier({ publicKeys: () => service.publicKeys(), issuer, clock, revocations });
  const logged: string[] = [];
  const app = stack.adopt(await createApp({ logger: capture(logged), trustedProxies: [] }), it => it.close());
  await app.register(bearerAuthentication, { verifier });
  await app.register(authRoutes, { service });

  const post = (url: string, body: object, from: Sender = {}) =>
    app.inject({
      method: 'POST',
      url,
      payload: body,
      remoteAddress: from.address ?? origin.address,
      headers: { ...from.headers },
    });
  const owned = stack.move();
  return {
    app,
    service,
    clock,
    keys,
    hasher,
    sessionStore,
    documentStore,
    revocations,
    logged,
    post,
    get: (url, token) => app.inject({ url, headers: { authorization: `Bearer ${token}` } }),
    signUpAndLogIn: async (username, from) => {
      await post('/auth/signup', { username, password: goodPassword }, from);
      const answer = await post('/auth/login', { username, password: goodPassword }, from);
      return answer.json<SessionTokens>();
    },
    auditEntries: async () => {
      const query = { field: 'chain', equals: countingIds().next(), limit: 1000 };
      return (await documentStore.query<AuditEntry>(auditCollection, query)).items.map(item => item.value);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The first id names the audit chain. */
function countingIds(): IdSource {
  let last = 0;
  return { next: () => (++last).toString(16).padStart(32, '0') };
}

/** Fastify's own logger, so that what is logged is what would be logged in production. */
function capture(lines: string[]): FastifyBaseLogger {
  return Fastify({ logger: { level: 'debug', stream: { write: line => lines.push(line) } } }).log;
}
