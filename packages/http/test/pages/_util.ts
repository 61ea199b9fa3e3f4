import { type AccessClaims, ProblemError, type RequestOrigin, type SessionTokens } from '@fintech/contracts';
import { FakeClock } from '@fintech/testkit';
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { formOf, logInRoutes, pageDoor } from '../../src/index.ts';

/** An identity service that hands out readable tokens: `access:<session>:<expiry>` and `refresh:<session>:<number>`. */
export class FakeIdentity {
  readonly clock: FakeClock;
  readonly revoked = new Set<string>();
  refreshCalls = 0;
  /** What the next renewals run into. */
  failure: ProblemError | undefined;
  #generation = 0;

  constructor(clock: FakeClock) {
    this.clock = clock;
  }

  issue(session: string): SessionTokens {
    const expiry = this.clock.now() / 1000 + 900;
    return {
      access_token: `access:${session}:${expiry}`,
      refresh_token: `refresh:${session}:${this.#generation++}`,
      token_type: 'Bearer',
      expires_in: 900,
      refresh_expires_in: 604_800,
    };
  }

  async logIn({ username, password }: { username: string; password: string }): Promise<SessionTokens> {
    if (password !== 'right') throw new ProblemError('invalid_credentials');
    return this.issue(username);
  }

  async refresh(token: string, _origin: RequestOrigin): Promise<SessionTokens> {
    this.refreshCalls++;
    await new Promise(setImmediate);
    if (this.failure !== undefined) throw this.failure;
    const session = token.split(':')[1] ?? '';
    if (!token.startsWith('refresh:') || this.revoked.has(session))
      throw new ProblemError('invalid_refresh_token');
    return this.issue(session);
  }

  async logOut(token: string): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.revoked.add(token.split(':')[1] ?? '');
  }

  async verify(token: string): Promise<AccessClaims> {
    const [kind, session = '', expiry] = token.split(':');
    const alive = kind === 'access' && Number(expiry) * 1000 > this.clock.now() && !this.revoked.has(session);
    if (!alive) throw new ProblemError('unauthenticated');
    return {
      iss: 'test',
      aud: 'fintech',
      sub: session,
      sid: session,
      jti: token,
      username: session,
      iat: 0,
      exp: Number(expiry),
    };
  }
}

export interface Door extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly identity: FakeIdentity;
  /** Whether revocations are known up to now. */
  readonly revocations: { areKnown: boolean; vouchFor(): Promise<void> };
  /** Forms that got through. */
  readonly accepted: string[];
}

/** A door with one page for people and one for everybody, each with a form. */
export async function openDoor(secureCookies = true): Promise<Door> {
  const clock = new FakeClock();
  const identity = new FakeIdentity(clock);
  const revocations = {
    areKnown: true,
    vouchFor: async () => {
      if (!revocations.areKnown) throw new ProblemError('unavailable', { retryAfterSeconds: 1 });
    },
  };
  const accepted: string[] = [];
  const app = Fastify();
  await app.register(async pages => {
    await pages.register(pageDoor, {
      gateway: identity,
      verifier: identity,
      revocations,
      clock,
      secureCookies,
      csrfKey: Buffer.alloc(32, 7),
      sandbox: true,
      origins: { auth: '', transaction: '' },
      logInPath: '/auth/login_form',
    });
    await pages.register(logInRoutes, { path: '/auth/login_form', gateway: identity });
    const page = (path: string, onRequest: (typeof pages.requirePerson)[]) => {
      pages.get(path, { onRequest }, async (_request, reply) => reply.html(reply.pageContext().csrfToken));
      pages.post(path, { onRequest }, async (request, reply) => {
        accepted.push(formOf(request).get('text'));
        return reply.redirect(path, 303);
      });
    };
    page('/open', []);
    page('/mine', [pages.requirePerson]);
    pages.get('/broken', async () => {
      throw new Error('secret detail');
    });
  });
  return { app, identity, revocations, accepted, [Symbol.asyncDispose]: () => app.close() };
}

export type Cookies = Readonly<Record<string, string>>;

/** What the browser would hold after an answer. */
export function cookiesAfter(response: LightMyRequestResponse, before: Cookies = {}): Cookies {
  const jar = new Map(Object.entries(before));
  for (const { name, value, maxAge } of response.cookies) {
    if (maxAge === 0 || value === '') jar.delete(name);
    else jar.set(name, value);
  }
  return Object.fromEntries(jar);
}

/** Cookies of somebody who has just logged in. */
export function sessionCookies({ identity }: Door, session = 'ana'): Cookies {
  const tokens = identity.issue(session);
  return { '__Host-access': tokens.access_token, '__Host-refresh': tokens.refresh_token };
}
