import { setTimeout as delay } from 'node:timers/promises';
import type { SeededRandom } from '@fintech/testkit/simulator';
import type { Intent } from '../history/intent.ts';
import type { ApiClient } from './api-client.ts';
import { askWhoAmI, userOf } from './identity-requests.ts';
import type { Meter } from './meter.ts';
import type { Person, RenewalCounts } from './person.ts';
import type { ReadKind, Reads } from './reads.ts';
import type { SignUps } from './sign-ups.ts';
import type { Transfers } from './transfers.ts';

/** How often each kind of request is made, per second, whatever becomes of the others. */
export interface Rates {
  readonly transfers: number;
  readonly reads: number;
  readonly repeats: number;
  /** Who am I, asked of the identity service. */
  readonly identityChecks: number;
  readonly renewals: number;
  readonly signUps: number;
}

export interface GeneratorOptions {
  readonly rates: Rates;
  readonly random: SeededRandom;
  readonly people: readonly Person[];
  readonly api: ApiClient;
  readonly meter: Meter;
  readonly transfers: Transfers;
  readonly reads: Reads;
  readonly signUps: SignUps;
}

const tickMs = 10;
const largestAmount = 2000;
/** Requests under way at which no more are made: it is noted, since the load is not what it says then. */
const maxUnderWay = 8000;

/**
 * An open loop: requests are made at their rates however slowly they are answered, as people do who do not know of each other.
 */
export class Generator {
  readonly renewals: RenewalCounts = { renewed: 0, loggedIn: 0, failed: 0, sessionsLost: 0 };
  notMade = 0;
  identityChecks = 0;
  readonly #options: GeneratorOptions;
  readonly #made = { transfers: 0, reads: 0, repeats: 0, identityChecks: 0, renewals: 0, signUps: 0 };
  #underWay = 0;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: GeneratorOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Makes no more requests and resolves when none is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    while (this.#underWay > 0) await delay(tickMs);
  }

  async #run(): Promise<void> {
    const startedAt = performance.now();
    while (!this.#stopped) {
      const seconds = (performance.now() - startedAt) / 1000;
      this.#makeDue('transfers', seconds, () => this.#transfer());
      this.#makeDue('reads', seconds, () => this.#read());
      this.#makeDue('repeats', seconds, () => this.#repeat());
      this.#makeDue('identityChecks', seconds, () => this.#checkIdentity());
      this.#makeDue('renewals', seconds, () => this.#renew());
      this.#makeDue('signUps', seconds, () => this.#options.signUps.ask());
      this.#options.transfers.repeatUnknown();
      await delay(tickMs);
    }
  }

  #makeDue(kind: keyof Rates, seconds: number, make: () => Promise<void> | undefined): void {
    const due = Math.floor(seconds * this.#options.rates[kind]);
    for (; this.#made[kind] < due; this.#made[kind]++) {
      if (this.#underWay >= maxUnderWay) {
        this.notMade += 1;
        continue;
      }
      this.#underWay += 1;
      void Promise.resolve(make()).finally(() => {
        this.#underWay -= 1;
      });
    }
  }

  #transfer(): Promise<void> {
    const { people, random, transfers } = this.#options;
    const from = random.pick(people);
    const to = random.pick(people.filter(person => person !== from));
    return transfers.ask(from, to, random.between(1, largestAmount));
  }

  #read(): Promise<void> | undefined {
    const { people, random, reads } = this.#options;
    const kind = random.pick<ReadKind>(['balance', 'history', 'transaction']);
    const intent = this.#someDecided();
    const posted = intent?.decision?.posted;
    const person = people[intent?.from ?? -1];
    if (intent === undefined || posted === undefined || person === undefined) return undefined;
    return reads.read(kind, person, intent, posted);
  }

  #repeat(): Promise<void> | undefined {
    const intent = this.#someDecided();
    return intent === undefined ? undefined : this.#options.transfers.repeatKnown(intent);
  }

  #someDecided(): Intent | undefined {
    const { random, transfers } = this.#options;
    const intent = transfers.history.some(random);
    return intent?.decision === undefined ? undefined : intent;
  }

  async #checkIdentity(): Promise<void> {
    const { api, meter, people, random } = this.#options;
    const askedAt = performance.now();
    meter.asked('identity', askedAt);
    const { token } = random.pick(people);
    if (userOf(await askWhoAmI(api, token), 200) === undefined) return;
    this.identityChecks += 1;
    meter.answered('identity', askedAt, performance.now());
  }

  async #renew(): Promise<void> {
    const { meter, people } = this.#options;
    const person = people[this.#made.renewals % people.length];
    if (person === undefined || person.renewing) return;
    const askedAt = performance.now();
    meter.asked('identity', askedAt);
    if (await person.renew(this.renewals)) meter.answered('identity', askedAt, performance.now());
  }
}
