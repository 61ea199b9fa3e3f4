/** Where the two services answer, as in `http://172.28.6.130:5000`. */
export interface Services {
  readonly auth: string;
  readonly transaction: string;
}

/** Somebody who signs up and moves money, as a program of theirs would. */
export class Person {
  readonly name: string;
  readonly #services: Services;
  #accessToken = '';

  constructor(services: Services, name: string) {
    this.name = name;
    this.#services = services;
  }

  async signUp(): Promise<void> {
    await this.#call(`${this.#services.auth}/auth/signup`, {
      username: this.name,
      password,
    });
    await this.logIn();
  }

  async logIn(): Promise<void> {
    const credentials = { username: this.name, password };
    const { access_token: token } = await this.#call(`${this.#services.auth}/auth/login`, credentials);
    this.#accessToken = String(token);
  }

  /** @param key asks for the same deposit again when it is the same, as after an answer that was lost */
  async deposit(amount: number, key: string): Promise<void> {
    await this.#call(`${this.#services.transaction}/deposits`, { amount, currency: 'EUR' }, key);
  }

  /** @param key asks for the same transfer again when it is the same, as after an answer that was lost */
  async send(to: Person, amount: number, key: string): Promise<void> {
    const body = { to: `@${to.name}`, amount, currency: 'EUR' };
    await this.#call(`${this.#services.transaction}/transactions`, body, key);
  }

  async balance(): Promise<number> {
    const { items } = await this.#call(`${this.#services.transaction}/accounts`);
    if (!Array.isArray(items)) throw new Error('there is no list of accounts');
    return items[0].balance.available;
  }

  async #call(url: string, body?: unknown, key?: string): Promise<Record<string, unknown>> {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(this.#accessToken === '' ? {} : { authorization: `Bearer ${this.#accessToken}` }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  }
}

const password = 'a violet tram crosses the harbour';
