import { setTimeout as delay } from 'node:timers/promises';
import { SeededRandom } from '@fintech/testkit/simulator';
import { checkEnd } from './end-checks.ts';
import { followEvents } from './event-tail.ts';
import { ApiClient } from './load/api-client.ts';
import { Generator } from './load/generator.ts';
import { Meter } from './load/meter.ts';
import { OwnDelay } from './load/own-delay.ts';
import { Person } from './load/person.ts';
import { Reads } from './load/reads.ts';
import { SignUps } from './load/sign-ups.ts';
import { Transfers } from './load/transfers.ts';
import { followLog } from './log-tail.ts';
import { type FaultEvent, Nemesis, type Recovery } from './nemesis.ts';
import {
  authReplicas,
  type ChaosOptions,
  decideWithinMs,
  openingBalance,
  transactionReplicas,
} from './options.ts';
import { ProcessWatch } from './process-watch.ts';
import type { ChaosReport } from './report/chaos-report.ts';
import { makeReport } from './report/make-report.ts';
import { schedule } from './schedule.ts';
import { ChaosSystem, logTopic } from './system.ts';
import { Timeline } from './timeline/timeline.ts';
import { Violations } from './violations.ts';
import { Witness } from './witness.ts';

const clientTimeoutMs = 10_000;
const warmUpMs = 5000;

/** Everything of one run that its parts share. */
export interface World {
  readonly options: ChaosOptions;
  readonly system: ChaosSystem;
  readonly violations: Violations;
  readonly witness: Witness;
  readonly watch: ProcessWatch;
  readonly api: ApiClient;
  readonly people: readonly Person[];
  readonly meter: Meter;
  readonly transfers: Transfers;
  readonly reads: Reads;
  readonly signUps: SignUps;
  readonly generator: Generator;
  readonly startedAt: number;
}

/**
 * Runs the product in its cluster form under load while its servers and processes fail, one fault after the other, and holds
 * every answer against the log. `directory`: holds all data and logs of the run.
 */
export async function runChaos(options: ChaosOptions, directory: string): Promise<ChaosReport> {
  const { onProgress } = options;
  const startedAt = new Date();
  onProgress(`seed ${options.seed}: starting Kafka, MongoDB, Redis and the app in ${directory}`);
  await using system = await ChaosSystem.start({ directory, authReplicas, transactionReplicas });
  const abort = new AbortController();
  const violations = new Violations(what => {
    if (!abort.signal.aborted) onProgress(`VIOLATION ${what}`);
    abort.abort();
  });
  await using witness = new Witness(violations);
  const brokers = system.kafka.endpoints.brokers;
  const { secretsDirectory } = system.app;
  await using _tail = await followLog({ brokers, topic: logTopic, secretsDirectory, witness, violations });
  await using _events = await followEvents({ brokers, witness, violations });
  await using watch = new ProcessWatch(system.app.nodes, violations);
  const world = await createWorld({ options, system, violations, witness, watch });
  onProgress(`${world.people.length} people are there, the load begins`);
  await using timeline = new Timeline(system, world.startedAt);
  world.generator.start();
  const events = await injectFaults(world, abort.signal);
  await world.generator.stop();
  onProgress(`${events.length} faults injected; deciding ${world.transfers.undecided} unknown transfers`);
  // What is broken already is shown as it is.
  if (!abort.signal.aborted) await decideAll(world);
  onProgress('checking the books');
  const proof = abort.signal.aborted ? undefined : await checkEnd(world);
  world.api.close();
  return makeReport(world, { events, timeline: timeline.seconds, proof, startedAt });
}

async function createWorld(
  given: Pick<World, 'options' | 'system' | 'violations' | 'witness' | 'watch'>,
): Promise<World> {
  const { options, system, violations, witness } = given;
  const api = new ApiClient(system.app.url, clientTimeoutMs);
  const people: Person[] = [];
  for (let index = 0; index < options.people; index++) {
    const person = await Person.signUp(api, index, `chaos-${options.seed}-${index}`);
    await person.topUp(openingBalance);
    people.push(person);
  }
  const startedAt = performance.now();
  const meter = new Meter(startedAt);
  const transfers = new Transfers({
    seed: options.seed,
    openingBalance,
    api,
    people,
    meter,
    witness,
    violations,
  });
  const reads = new Reads({ api, meter, witness, violations });
  const random = new SeededRandom(options.seed);
  const signUps = new SignUps(api, options.seed);
  const shared = { api, people, meter, transfers, reads, signUps };
  const generator = new Generator({ ...shared, rates: options.rates, random });
  return { ...given, ...shared, generator, startedAt };
}

/** Injects one fault after the other until the time is over or something is wrong. */
async function injectFaults(world: World, signal: AbortSignal): Promise<readonly FaultEvent[]> {
  const { options, system, meter, transfers, reads, watch, violations, startedAt } = world;
  // A stream of its own: how many requests were made must not change the order of faults.
  const random = new SeededRandom(options.seed + 1);
  using ownDelay = new OwnDelay();
  const { recoverWithinMs } = options;
  const shared = { system, meter, transfers, watch, violations, startedAt, recoverWithinMs };
  const nemesis = new Nemesis({ ...shared, random, ownDelay, signal });
  await delay(warmUpMs);
  await nemesis.servesWell();
  const possible = options.faults.filter(({ needsIsolation }) => !needsIsolation || system.isolation);
  const events: FaultEvent[] = [];
  const deadline = performance.now() + options.minutes * 60_000;
  for (const faults of schedule(possible, random, options.faultsAtOnce)) {
    if (signal.aborted || performance.now() > deadline) break;
    try {
      const event = await nemesis.strike(faults);
      events.push(event);
      options.onProgress(progressLine(events.length, event, world));
    } catch (error) {
      violations.add(`${faults.map(({ kind }) => kind).join(' and ')}: ${String(error)}`);
    }
    reads.compare();
  }
  return events;
}

/** Asks again for every unknown transfer until there is none. */
async function decideAll({ transfers, violations }: World): Promise<void> {
  const deadline = performance.now() + decideWithinMs;
  while (transfers.undecided > 0) {
    if (performance.now() > deadline)
      return violations.add(`${transfers.undecided} transfers stay undecided although everything is healed`);
    transfers.repeatUnknown();
    await delay(50);
  }
}

function progressLine(number: number, event: FaultEvent, { transfers, violations }: World): string {
  const { kinds, victims, recovery, shares, lastedMs, wholeAfterMs, ownDelay } = event;
  return (
    `${String(number).padStart(3)} ${kinds.join(' + ')} (${victims.join(', ')}): ${inWords(recovery)}, ` +
    `${(shares.transfer.prompt * 100).toFixed(1)} % of transfers prompt, lasted ${seconds(lastedMs)}, ` +
    `whole after ${seconds(wholeAfterMs)}; ${transfers.history.asked} asked, ${transfers.undecided} undecided, ` +
    `${violations.count} violations; late by ${ownDelay.p50} ms, at most ${ownDelay.max}`
  );
}

function inWords(recovery: Recovery | undefined): string {
  if (recovery === undefined) return 'NOT RECOVERED';
  const { transfer, read, identity } = recovery.byStream;
  return (
    `recovered in ${seconds(recovery.all)} (transfers ${seconds(transfer)}, reads ${seconds(read)}, ` +
    `identity ${seconds(identity)})`
  );
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
