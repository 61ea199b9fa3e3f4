import { type PublicUser, SessionTokens } from '@fintech/contracts';
import { Value } from 'typebox/value';
import type { ApiAnswer, ApiClient, NoAnswer } from './api-client.ts';
import { askLogIn, askSignUp, bodyOf, describe, userOf } from './identity-requests.ts';
import { codeOf } from './outcome.ts';

export interface RenewalCounts {
  renewed: number;
  loggedIn: number;
  failed: number;
  /** The newest refresh token was not accepted: the session that Redis had acknowledged was gone. */
  sessionsLost: number;
}

/** One of the people of a run, with their session. */
export class Person {
  readonly index: number;
  readonly name: string;
  readonly id: string;
  readonly #api: ApiClient;
  #accessToken: string | undefined;
  #refreshToken: string | undefined;
  #renewing = false;

  private constructor(api: ApiClient, index: number, { id, username }: PublicUser) {
    this.#api = api;
    this.index = index;
    this.name = username;
    this.id = id;
  }

  static async signUp(api: ApiClient, index: number, username: string): Promise<Person> {
    const answer = await askSignUp(api, username);
    const user = userOf(answer, 201);
    if (user === undefined) throw new Error(`sign-up of ${username}: ${describe(answer)}`);
    const person = new Person(api, index, user);
    const loggedIn = await person.#logIn();
    if (typeof loggedIn === 'string' || loggedIn.status !== 200)
      throw new Error(`log-in of ${username}: ${describe(loggedIn)}`);
    return person;
  }

  get token(): string | undefined {
    return this.#accessToken;
  }

  /** Whether a renewal is under way. */
  get renewing(): boolean {
    return this.#renewing;
  }

  /** Puts play money into their account. @throws Error when it is not taken */
  async topUp(amount: number): Promise<void> {
    const body = { amount, currency: 'EUR' };
    const key = `top-up-${this.name}`;
    const answer = await this.#api.send({ method: 'POST', path: '/deposits', token: this.token, key, body });
    if (bodyOf(answer, 201) === undefined) throw new Error(`top-up of ${this.name}: ${describe(answer)}`);
  }

  /**
   * Renews the session, and logs in when that does not work: whether a refresh token was used up by a request without an answer is
   * unknown, and using it twice would end the session. Resolves to whether the first request, whichever it was, gave a fresh
   * session. Not to be called while {@link renewing}.
   */
  async renew(counts: RenewalCounts): Promise<boolean> {
    this.#renewing = true;
    try {
      const hasToken = this.#refreshToken !== undefined;
      const renewed = hasToken && (await this.#refresh(counts));
      if (renewed) counts.renewed += 1;
      const fresh = renewed || bodyOf(await this.#logIn(), 200) !== undefined;
      if (!renewed && fresh) counts.loggedIn += 1;
      if (!fresh) counts.failed += 1;
      return hasToken ? renewed : fresh;
    } finally {
      this.#renewing = false;
    }
  }

  async #refresh(counts: RenewalCounts): Promise<boolean> {
    const refreshToken = this.#refreshToken;
    if (refreshToken === undefined) return false;
    // It is used up by being sent, whatever the answer.
    this.#refreshToken = undefined;
    const body = { refresh_token: refreshToken };
    const answer = await this.#api.send({ method: 'POST', path: '/auth/refresh', body });
    if (typeof answer !== 'string' && codeOf(answer.body) === 'invalid_refresh_token')
      counts.sessionsLost += 1;
    return this.#take(answer);
  }

  async #logIn(): Promise<ApiAnswer | NoAnswer> {
    const answer = await askLogIn(this.#api, this.name);
    this.#take(answer);
    return answer;
  }

  #take(answer: ApiAnswer | NoAnswer): boolean {
    const body = bodyOf(answer, 200);
    if (!Value.Check(SessionTokens, body)) return false;
    this.#accessToken = body.access_token;
    this.#refreshToken = body.refresh_token;
    return true;
  }
}
