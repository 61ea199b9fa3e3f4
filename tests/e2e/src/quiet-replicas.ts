import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ServiceTokens } from '@fintech/http';
import { systemClock } from '@fintech/runtime';
import type { AppCluster } from '@fintech/testkit/cluster';
import { LedgerState } from '@fintech/transaction';
import { Value } from 'typebox/value';

/** Where one replica says that its ledger stands. */
export interface ReplicaState {
  readonly name: string;
  readonly position: number;
  readonly nextOffset: number;
  readonly chain: string;
}

const quietWithinMs = 60_000;
const askEveryMs = 200;

/** Where each replica stands, once all of them stand at the same offset, and `others` who follow the log do too. */
export async function quietReplicas(
  app: AppCluster,
  others: () => readonly number[] = () => [],
): Promise<readonly ReplicaState[]> {
  const secret = (await readFile(join(app.secretsDirectory, 'service.key'), 'utf8')).trim();
  const tokens = new ServiceTokens(Buffer.from(secret, 'base64url'), 'tests', systemClock);
  const deadline = performance.now() + quietWithinMs;
  for (;;) {
    const states = await Promise.all(app.transaction.map(({ name, port }) => stateOf(name, port, tokens)));
    const offsets = new Set([...states.map(({ nextOffset }) => nextOffset), ...others()]);
    if (offsets.size === 1) return states;
    if (performance.now() > deadline)
      throw new Error(`the replicas do not come to rest: ${JSON.stringify([...offsets])}`);
    await delay(askEveryMs);
  }
}

async function stateOf(name: string, port: number, tokens: ServiceTokens): Promise<ReplicaState> {
  const headers = { authorization: `Bearer ${await tokens.current()}` };
  const response = await fetch(`http://127.0.0.1:${port}/internal/ledger`, { headers });
  const body: unknown = await response.json();
  if (!Value.Check(LedgerState, body)) throw new Error(`${name} says ${JSON.stringify(body)} of its ledger`);
  return { name, position: body.position, nextOffset: body.next_offset, chain: body.chain };
}
