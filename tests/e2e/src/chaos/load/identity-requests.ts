import { type PublicUser, UserView } from '@fintech/contracts';
import { Value } from 'typebox/value';
import type { ApiAnswer, ApiClient, NoAnswer } from './api-client.ts';

type Answer = ApiAnswer | NoAnswer;

/** Everybody's. */
const password = 'correct horse battery staple';

export const askSignUp = (api: ApiClient, username: string): Promise<Answer> =>
  api.send({ method: 'POST', path: '/auth/signup', body: { username, password } });

export const askLogIn = (api: ApiClient, username: string): Promise<Answer> =>
  api.send({ method: 'POST', path: '/auth/login', body: { username, password } });

export const askWhoAmI = (api: ApiClient, token: string | undefined): Promise<Answer> =>
  api.send({ method: 'GET', path: '/auth/protected', token });

/** Who an answer is about; undefined when it is another answer than that. */
export function userOf(answer: Answer, status: number): PublicUser | undefined {
  const body = bodyOf(answer, status);
  return Value.Check(UserView, body) ? body : undefined;
}

/** The body of an answer with this status; undefined for every other answer and for none. */
export const bodyOf = (answer: Answer, status: number): unknown =>
  typeof answer !== 'string' && answer.status === status ? answer.body : undefined;

export const describe = (answer: Answer): string =>
  typeof answer === 'string' ? answer : `${answer.status} ${JSON.stringify(answer.body)}`;
