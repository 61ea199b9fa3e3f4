import { useVirtualTimers } from '@fintech/testkit/simulator';
import { Client, type Knowledge } from './client.ts';
import { checkEnd } from './end-checks.ts';
import { Nemesis } from './nemesis.ts';
import { sabotage } from './sabotage.ts';
import { hourMs } from './settings.ts';
import { World } from './world.ts';

/** What one history was. */
export interface HistoryReport {
  readonly seed: number;
  readonly commands: number;
  readonly records: number;
  readonly faults: ReadonlyMap<string, number>;
  /** Hash of everything that happened. */
  readonly fingerprint: string;
}

/** Thrown when an invariant did not hold. The message tells how to see it again. */
export class HistoryFailure extends Error {
  override readonly name = 'HistoryFailure';
  readonly violations: readonly string[];

  constructor(seed: number, world: World, violations: readonly string[]) {
    const events = world.time.lastLines.join('\n    ');
    super(
      `seed ${seed}\n  ${violations.slice(0, 5).join('\n  ')}\n  the last events:\n    ${events}\n` +
        `  see it again: SEED=${seed} node --test tests/simulation/test/histories.test.ts`,
    );
    this.violations = violations;
  }
}

const clientsPerHistory = 8;
const operationsPerClient = 32;
/** Suspensions of hours are among the faults. */
const safetyLimitMs = 1000 * hourMs;
/** Clients may still be waiting for an answer that was lost before the healing (I17). */
const livenessLimitMs = 60_000;

/**
 * One history, a function of its seed: people use one to three replicas while everything fails that may fail; then
 * everything heals and must come to rest; at last something is broken that cannot be survived and must be noticed.
 *
 * @throws HistoryFailure
 */
export async function runHistory(seed: number): Promise<HistoryReport> {
  const isOld = seed % 4 === 0;
  const world = new World(seed, { replicas: (seed % 3) + 1, people: clientsPerHistory, isOld });
  using _ = useVirtualTimers(world.time);
  const failUnless = (holds: boolean, problem: string) => {
    const { found } = world.violations;
    if (found.length > 0 || !holds)
      throw new HistoryFailure(seed, world, [...found, ...(holds ? [] : [problem])]);
  };

  const isUp = () => world.nodes.every(node => node.isServing);
  failUnless(await world.run(isUp, livenessLimitMs), 'I17 the replicas never came up');

  const knowledge: Knowledge = { position: 0 };
  const clients = world.people.map(person => new Client(world, person, knowledge));
  const nemesis = new Nemesis(world);
  const isDone = () => clients.every(client => client.done);
  for (const client of clients) void client.work(operationsPerClient);
  void nemesis.rage();
  failUnless(await world.run(() => isDone() && nemesis.done, safetyLimitMs), 'the clients never finished');

  nemesis.heal();
  for (const client of clients) void client.settle();
  failUnless(await world.run(isDone, livenessLimitMs), 'I17 not everything was answered after healing');
  for (const problem of await checkEnd(world, clients)) failUnless(false, problem);
  failUnless(true, '');

  const { position: commands, nextOffset: records } = world.witness.ledger;
  const problem = await sabotage(world);
  failUnless(problem === undefined, problem ?? '');
  return { seed, commands, records, faults: nemesis.injected, fingerprint: world.time.fingerprint() };
}
