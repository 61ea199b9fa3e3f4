import { AccountView, TransactionView } from '@fintech/contracts';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { accountIdOf, type Intent } from './history/intent.ts';
import type { ApiClient } from './load/api-client.ts';
import type { Person } from './load/person.ts';

const Accounts = Type.Object({ items: Type.Array(AccountView) });
const requestsAtOnce = 16;

/** Balance of each person as the API shows it. */
export function shownBalances(api: ApiClient, people: readonly Person[]): Promise<number[]> {
  return Promise.all(
    people.map(async ({ id, token }) => {
      const answer = await api.send({ method: 'GET', path: '/accounts', token });
      const body = typeof answer === 'string' ? undefined : answer.body;
      if (!Value.Check(Accounts, body)) return Number.NaN;
      return body.items.find(account => account.id === accountIdOf(id))?.balance.available ?? Number.NaN;
    }),
  );
}

/** Looks posted transfers up by their ids. Says which are not found as they were answered. */
export async function missingTransactions(
  api: ApiClient,
  people: readonly Person[],
  intents: readonly Intent[],
): Promise<readonly string[]> {
  const missing: string[] = [];
  const rest = [...intents];
  const worker = async () => {
    for (let intent = rest.pop(); intent !== undefined; intent = rest.pop()) {
      const id = intent.decision?.posted?.id;
      const path = `/transactions/${id}`;
      const answer = await api.send({ method: 'GET', path, token: people[intent.from]?.token });
      const body = typeof answer === 'string' ? undefined : answer.body;
      const found = Value.Check(TransactionView, body) && body.id === id && body.amount === intent.amount;
      if (!found) missing.push(`${intent.key}: transaction ${id} is shown as ${JSON.stringify(body)}`);
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, worker));
  return missing;
}
