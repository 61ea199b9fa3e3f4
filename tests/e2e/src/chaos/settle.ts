import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AccountView, TransactionView } from '@fintech/contracts';
import { ServiceTokens } from '@fintech/http';
import { systemClock } from '@fintech/runtime';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ReplicaState } from './checks/replicas.ts';
import { accountIdOf, type Intent } from './history.ts';
import type { ApiClient } from './load/api-client.ts';
import type { Person } from './load/person.ts';
import type { ChaosSystem } from './system.ts';
import type { Witness } from './witness.ts';

const Accounts = Type.Object({ items: Type.Array(AccountView) });
const LedgerState = Type.Object({
  position: Type.Integer(),
  next_offset: Type.Integer(),
  chain: Type.String(),
});

const quietWithinMs = 60_000;
const askEveryMs = 200;
const requestsAtOnce = 16;

/** Where each replica stands, once all of them and the witness stand at the same offset. */
export async function quietReplicas(system: ChaosSystem, witness: Witness): Promise<readonly ReplicaState[]> {
  const secret = (await readFile(join(system.app.secretsDirectory, 'service.key'), 'utf8')).trim();
  const tokens = new ServiceTokens(Buffer.from(secret, 'base64url'), 'chaos', systemClock);
  const deadline = performance.now() + quietWithinMs;
  for (;;) {
    const states = await Promise.all(
      system.app.transaction.map(({ name, port }) => replicaState(name, port, tokens)),
    );
    const offsets = new Set([...states.map(({ nextOffset }) => nextOffset), witness.nextOffset]);
    if (offsets.size === 1) return states;
    if (performance.now() > deadline)
      throw new Error(`the replicas do not come to rest: ${JSON.stringify([...offsets])}`);
    await delay(askEveryMs);
  }
}

async function replicaState(name: string, port: number, tokens: ServiceTokens): Promise<ReplicaState> {
  const headers = { authorization: `Bearer ${await tokens.current()}` };
  const response = await fetch(`http://127.0.0.1:${port}/internal/ledger`, { headers });
  const body: unknown = await response.json();
  if (!Value.Check(LedgerState, body)) throw new Error(`${name} says ${JSON.stringify(body)} of its ledger`);
  return { name, position: body.position, nextOffset: body.next_offset, chain: body.chain };
}

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
