import { SessionTokens } from '@fintech/contracts';
import { Value } from 'typebox/value';
import type { ApiClient } from './api-client.ts';
import { askLogIn, askSignUp, askWhoAmI, bodyOf, describe, userOf } from './identity-requests.ts';
import { codeOf } from './outcome.ts';

/** Who was told that they are there has an id; who got no such answer may be there or not. */
interface Newcomer {
  readonly username: string;
  readonly id: string | undefined;
}

/** As many identity processes hash passwords. */
const requestsAtOnce = 2;

/** People who sign up while servers fail. Whoever was told that they are there must be able to log in afterwards. */
export class SignUps {
  answered = 0;
  failed = 0;
  /** Of those that were answered, in milliseconds. */
  slowestMs = 0;
  readonly #api: ApiClient;
  readonly #seed: number;
  readonly #newcomers: Newcomer[] = [];
  #asked = 0;

  constructor(api: ApiClient, seed: number) {
    this.#api = api;
    this.#seed = seed;
  }

  async ask(): Promise<void> {
    const username = `newcomer-${this.#seed}-${this.#asked}`;
    this.#asked += 1;
    const askedAt = performance.now();
    const user = userOf(await askSignUp(this.#api, username), 201);
    this.#newcomers.push({ username, id: user?.id });
    if (user === undefined) this.failed += 1;
    else {
      this.answered += 1;
      this.slowestMs = Math.max(this.slowestMs, performance.now() - askedAt);
    }
  }

  /** What is wrong, once all is whole again: everybody who was told so is there, and everybody else can be. */
  async check(): Promise<readonly string[]> {
    const wrong: string[] = [];
    const left = this.#newcomers.values();
    const checkLeft = async () => {
      for (const newcomer of left) wrong.push(...(await this.#check(newcomer)));
    };
    await Promise.all(Array.from({ length: requestsAtOnce }, checkLeft));
    return wrong;
  }

  async #check({ username, id }: Newcomer): Promise<readonly string[]> {
    if (id === undefined) {
      const answer = await askSignUp(this.#api, username);
      const isTaken = typeof answer !== 'string' && codeOf(answer.body) === 'username_taken';
      if (!isTaken && userOf(answer, 201) === undefined)
        return [`${username} cannot sign up afterwards: ${describe(answer)}`];
    }
    const answer = await askLogIn(this.#api, username);
    const tokens = bodyOf(answer, 200);
    if (!Value.Check(SessionTokens, tokens)) return [`${username} cannot log in: ${describe(answer)}`];
    if (id === undefined) return [];
    const user = userOf(await askWhoAmI(this.#api, tokens.access_token), 200);
    return user?.id === id ? [] : [`${username} was told the id ${id}, and is now ${user?.id}`];
  }
}
