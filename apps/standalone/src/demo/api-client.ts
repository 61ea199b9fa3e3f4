/** Talks to a running wallet as any client would. */
export class ApiClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url.replace(/\/$/, '');
  }

  /** Signs up, or logs in when the person exists already, and resolves with an access token. */
  async enter(username: string, password: string): Promise<string> {
    await this.#post('/auth/signup', { username, password }, { accept: ['username_taken'] });
    const { access_token: token } = await this.#post('/auth/login', { username, password }, {});
    return String(token);
  }

  async deposit(token: string, amount: number, currency: string, key: string): Promise<void> {
    await this.#post('/deposits', { amount, currency }, { token, key });
  }

  async pay(
    token: string,
    payment: { to: string; amount: number; currency: string; description: string },
    key: string,
  ): Promise<void> {
    await this.#post('/transactions', payment, { token, key, accept: ['insufficient_funds'] });
  }

  async #post(
    path: string,
    body: object,
    options: { token?: string; key?: string; accept?: readonly string[] },
  ): Promise<Readonly<Record<string, unknown>>> {
    const response = await fetch(this.#url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
      },
      body: JSON.stringify(body),
    });
    const answer = toRecord(await response.json());
    if (response.ok || options.accept?.includes(String(answer.code))) return answer;
    throw new Error(`${path}: ${String(answer.title)} ${String(answer.detail ?? '')}`);
  }
}

const toRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
