import { setTimeout as delay } from 'node:timers/promises';
import { quietReplicas } from '../quiet-replicas.ts';
import type { World } from './chaos-run.ts';
import { checkBalances, checkTotals } from './checks/books.ts';
import { checkDecided } from './checks/decided-intents.ts';
import { checkRealTimeOrder } from './checks/real-time-order.ts';
import { checkReplicas } from './checks/replicas.ts';
import { accountIdOf } from './history/intent.ts';
import { missingTransactions, shownBalances } from './settle.ts';

/** What was compared in the end, for the report. */
export interface Proof {
  readonly commands: number;
  readonly records: number;
  readonly chain: string;
  readonly lookedUp: number;
  /** Events about transfers, and how many of them came again. */
  readonly events: { readonly told: number; readonly repeated: number };
  /** What `verify` printed. */
  readonly verify: string;
}

/** All are held against the log; this many are asked for by their ids as well. */
const maxLookedUp = 5000;
const lookUpWithinMs = 60_000;
const eventsWithinMs = 60_000;

/** Holds everything against everything once all is quiet. */
export async function checkEnd(world: World): Promise<Proof | undefined> {
  const { system, witness, transfers, reads, signUps, people, violations } = world;
  try {
    const states = await quietReplicas(system.app, () => [witness.nextOffset]);
    violations.addAll(checkReplicas(states, offset => witness.chainAt(offset)));
    reads.compare(true);
    const accounts = people.map(({ id }) => accountIdOf(id));
    for (const intent of transfers.history.whole) violations.addAll(checkDecided(intent, accounts));
    violations.addAll(checkRealTimeOrder(transfers.history.placed()));
    await checkBooks(world, accounts);
    await checkEvents(world);
    violations.addAll(await signUps.check());
    const lookedUp = await lookUp(world);
    const verify = await system.app.run('verify');
    if (!verify.includes('verified')) violations.add(`verify says: ${verify}`);
    const { position: commands, nextOffset: records } = witness;
    const { told, repeated } = witness.events;
    const chain = witness.chainAt(records) ?? '';
    return { commands, records, chain, lookedUp, events: { told, repeated }, verify };
  } catch (error) {
    violations.add(
      `the checks at the end broke off: ${error instanceof Error ? error.stack : String(error)}`,
    );
    return undefined;
  }
}

async function checkBooks(
  { api, people, transfers, witness, violations }: World,
  accounts: readonly string[],
) {
  const expected = transfers.history.balances();
  const { totals, balances } = await witness.books();
  const inModel = accounts.map(account => balances.get(account) ?? Number.NaN);
  violations.addAll(checkBalances('the model', inModel, expected));
  violations.addAll(checkBalances('the API', await shownBalances(api, people), expected));
  violations.addAll(checkTotals('the log', totals));
  const sum = [...balances.values()].reduce((total, balance) => total + balance, 0);
  violations.addAll(checkTotals('the model', new Map([['EUR', sum]])));
}

/** Waits until all events have come; each was judged when it came. */
async function checkEvents({ witness, violations }: World): Promise<void> {
  const deadline = performance.now() + eventsWithinMs;
  while (witness.events.missing > 0 && performance.now() < deadline) await delay(100);
  const { missing } = witness.events;
  if (missing > 0) violations.add(`${missing} transfers were never told of by an event`);
}

/** Looks up the last posted transfers and as many others, spread over the run. */
async function lookUp({ api, people, transfers, violations }: World): Promise<number> {
  const posted = transfers.history.whole.filter(({ decision }) => decision?.posted !== undefined);
  const step = Math.max(1, Math.ceil(posted.length / maxLookedUp));
  const chosen = posted.filter((_, index) => index % step === 0 || index >= posted.length - maxLookedUp / 10);
  const deadline = performance.now() + lookUpWithinMs;
  let missing = await missingTransactions(api, people, chosen);
  // One that could not be read for lack of an answer is asked for once more.
  while (missing.length > 0 && performance.now() < deadline) {
    await delay(500);
    missing = await missingTransactions(
      api,
      people,
      chosen.filter(({ key }) => missing.some(line => line.startsWith(`${key}:`))),
    );
  }
  violations.addAll(missing);
  return chosen.length;
}
