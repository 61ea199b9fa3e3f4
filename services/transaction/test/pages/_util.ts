import type { AccessClaims, AccountView, PublicUser, TransactionView } from '@fintech/contracts';
import { pageDoor } from '@fintech/http';
import { FakeClock } from '@fintech/testkit';
import Fastify, { type LightMyRequestResponse } from 'fastify';
import { type TransactionService, transactionPages } from '../../src/index.ts';

const never = async (): Promise<never> => {
  throw new Error('the page should not have asked for this');
};

export const account: AccountView = {
  id: 'a'.repeat(32),
  currency: 'EUR',
  status: 'open',
  balance: { available: 100_00, held: 0 },
  opened_at: '2026-01-01T00:00:00Z',
};

export const posted: TransactionView = {
  id: 'f'.repeat(32),
  type: 'transfer',
  status: 'posted',
  from: { account_id: account.id, username: 'ana' },
  to: { account_id: 'b'.repeat(32), username: 'mira' },
  amount: 12_50,
  currency: 'EUR',
  description: '',
  created_at: '2026-01-01T00:00:00Z',
  position: 41,
  balance: { available: 87_50, held: 0 },
};

const people: readonly PublicUser[] = ['ana', 'mira'].map(username => ({
  id: `id of ${username}`,
  username,
}));

const claims: AccessClaims = {
  iss: 'test',
  aud: 'fintech',
  sub: 'id of ana',
  sid: 'session',
  jti: 'token',
  username: 'ana',
  iat: 0,
  exp: 2_000_000_000,
};

/** A browser in which ana is logged in. */
export interface Visit extends AsyncDisposable {
  open(path: string): Promise<LightMyRequestResponse>;
  /** Sends the form of the page that was opened last, with some of its fields changed. */
  submit(changes?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>;
}

/** The pages on top of a service of which a test says what it does. */
export async function visit(service: Partial<TransactionService>): Promise<Visit> {
  const clock = new FakeClock();
  let keys = 0;
  const app = Fastify();
  await app.register(async pages => {
    await pages.register(pageDoor, {
      gateway: { refresh: never, logOut: never },
      verifier: { verify: async () => claims },
      revocations: { vouchFor: async () => undefined },
      clock,
      secureCookies: true,
      csrfKey: Buffer.alloc(32, 1),
      sandbox: true,
      origins: { auth: '', transaction: '' },
      logInPath: '/transaction/login',
    });
    await pages.register(transactionPages, {
      service: {
        accounts: async () => [account],
        history: async () => ({ items: [] }),
        openAccount: never,
        changeAccount: never,
        transfer: never,
        deposit: never,
        withdraw: never,
        transaction: never,
        keyStatus: never,
        watch: () => () => undefined,
        ...service,
      },
      gateway: { logIn: never, findUser: async name => people.find(({ username }) => username === name) },
      revocations: { isRevoked: () => false },
      clock,
      idSource: { next: () => (++keys).toString(16).padStart(32, '0') },
      mode: 'sandbox',
      defaultCurrency: 'EUR',
    });
  });

  let cookies: Record<string, string> = { '__Host-access': 'token' };
  let page: LightMyRequestResponse | undefined;
  const remember = (response: LightMyRequestResponse): LightMyRequestResponse => {
    for (const { name, value } of response.cookies) cookies = { ...cookies, [name]: value };
    page = response;
    return response;
  };
  return {
    open: async path => remember(await app.inject({ url: path, cookies })),
    submit: async (changes = {}) => {
      const { action, fields } = readForm(page?.body ?? '');
      return remember(
        await app.inject({
          method: 'POST',
          url: action,
          cookies,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          payload: new URLSearchParams({ ...fields, ...changes }).toString(),
        }),
      );
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

/** The form in the contents of a page, as a browser would send it. */
export function readForm(page: string): { action: string; fields: Readonly<Record<string, string>> } {
  const main = page.slice(page.indexOf('<main'));
  const inputs = [...main.matchAll(/<input[^>]* name="([^"]+)"[^>]*>/g)];
  const entries = inputs.map(
    ([input, name = '']) => [name, / value="([^"]*)"/.exec(input)?.[1] ?? ''] as const,
  );
  const action = /<form[^>]* action="([^"]+)"/.exec(main)?.[1] ?? '';
  return { action, fields: Object.fromEntries(entries) };
}
