import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AccountView, SessionTokens, TransactionView } from '@fintech/contracts';
import { form } from './wallet.ts';

/** An answer of the API with its body read. */
export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface Problem {
  readonly code: string;
  readonly detail?: string;
}

export interface RequestOptions {
  readonly token?: string | undefined;
  readonly key?: string | undefined;
  /** Sent as JSON unless it is text already. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const password = 'correct horse battery staple';

/** Sends one request. The type parameter is what the caller expects; assertions on status and body check it. */
export async function request<T>(
  url: string,
  method: string,
  options: RequestOptions = {},
): Promise<Answer<T>> {
  const { token, key, body, headers } = options;
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** How long somebody tries who only wants it done in the end, in milliseconds. */
const patienceMs = 30_000;

/**
 * The answer to what may be repeated: asked again, as `Retry-After` says, while the system is not available or does not know
 * what became of it. On a busy machine its servers may elect another leader at any time; most suites are not about that.
 */
export async function whenAvailable<T>(ask: () => Promise<Answer<T>>): Promise<Answer<T>> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    const settled = answer.status !== 503 && answer.status !== 504;
    if (settled || performance.now() > deadline) return answer;
    await delay(1000 * Number(answer.headers.get('retry-after') ?? 1));
  }
}

/** The answer for suites that are not about outages. Embedded, nothing is ever away: there the first answer counts. */
export const answerOf = <T>(ask: () => Promise<Answer<T>>): Promise<Answer<T>> =>
  form === 'cluster' ? whenAvailable(ask) : ask();

/** One person who uses the API. */
export class Person {
  readonly username: string;
  readonly tokens: SessionTokens;
  readonly #url: string;

  constructor(url: string, username: string, tokens: SessionTokens) {
    this.#url = url;
    this.username = username;
    this.tokens = tokens;
  }

  /** Signs a new person up and logs in, which shows that it is the same one if it was done before its answer came. */
  static async signUp(url: string, username: string): Promise<Person> {
    const { status, body } = await whenAvailable(() =>
      request<Problem>(`${url}/auth/signup`, 'POST', { body: { username, password } }),
    );
    if (status !== 201 && body.code !== 'username_taken')
      throw new Error(`sign-up answered ${JSON.stringify(body)}`);
    return Person.logIn(url, username);
  }

  static async logIn(url: string, username: string): Promise<Person> {
    const { status, body } = await whenAvailable(() =>
      request<SessionTokens>(`${url}/auth/login`, 'POST', { body: { username, password } }),
    );
    if (status !== 200) throw new Error(`log-in answered ${JSON.stringify(body)}`);
    return new Person(url, username, body);
  }

  get token(): string {
    return this.tokens.access_token;
  }

  /** The same person at another address of the system. */
  at(url: string): Person {
    return new Person(url, this.username, this.tokens);
  }

  get<T>(path: string): Promise<Answer<T>> {
    return answerOf(() => request<T>(this.#url + path, 'GET', { token: this.token }));
  }

  post<T>(path: string, body: unknown, key: string = randomUUID()): Promise<Answer<T>> {
    return answerOf(() => this.postOnce<T>(path, body, key));
  }

  /** For tests that are about the first answer, whatever it is. */
  postOnce<T>(path: string, body: unknown, key: string): Promise<Answer<T>> {
    return request<T>(this.#url + path, 'POST', { token: this.token, key, body });
  }

  async topUp(amount: number, currency = 'EUR'): Promise<TransactionView> {
    const key = randomUUID();
    const { status, body } = await whenAvailable(() =>
      this.post<TransactionView>('/deposits', { amount, currency }, key),
    );
    if (status !== 201) throw new Error(`the deposit answered ${JSON.stringify(body)}`);
    return body;
  }

  send(to: string, amount: number, key?: string): Promise<Answer<TransactionView & Problem>> {
    return this.post('/transactions', { to, amount, currency: 'EUR' }, key);
  }

  /** Like {@link postOnce}. */
  sendOnce(to: string, amount: number, key: string): Promise<Answer<TransactionView & Problem>> {
    return this.postOnce('/transactions', { to, amount, currency: 'EUR' }, key);
  }

  async accounts(): Promise<readonly AccountView[]> {
    const { status, body } = await whenAvailable(() => this.get<{ items: AccountView[] }>('/accounts'));
    if (status !== 200) throw new Error(`the accounts answered ${status} ${JSON.stringify(body)}`);
    return body.items;
  }

  /** Available money in the default currency. */
  async balance(): Promise<number> {
    const account = (await this.accounts()).find(({ currency }) => currency === 'EUR');
    return account?.balance.available ?? Number.NaN;
  }
}
