import type { SeededRandom } from '@fintech/testkit/simulator';
import { expectedBalances } from '../checks/books.ts';
import { checkDecided } from '../checks/decided-intents.ts';
import type { Placed } from '../checks/real-time-order.ts';
import type { Violations } from '../violations.ts';
import { Column } from './column.ts';
import type { Intent } from './intent.ts';

export interface IntentHistoryOptions {
  /** Account of each person. */
  readonly accounts: readonly string[];
  readonly openingBalance: number;
  readonly violations: Violations;
  /** Called with what is settled: nothing more may come of it. */
  readonly onSettled: (intent: Intent) => void;
}

/** What is newer may be asked for again, or may still be on its way through the log. */
const youngCount = 2000;
const youngMs = 90_000;
/** One of so many is remembered whole to the end, to be asked for again and looked up. */
const keptEvery = 20;
/** Of these, the newest, most are chosen to be asked for again. */
const newestCount = 1000;

/**
 * All transfers that were ever wanted. An old one whose outcome is known is held against the log, and what the checks at the end
 * need of it is kept as bare numbers. An hour of load would make half a gigabyte of objects otherwise, and whoever measures in
 * this process would stand still for seconds whenever they are swept.
 */
export class IntentHistory {
  /** In the order of their numbers. */
  readonly #whole = new Map<number, Intent>();
  readonly #kept: Intent[] = [];
  readonly #settled = {
    number: new Column(),
    askedAt: new Column(),
    answeredAt: new Column(),
    position: new Column(),
  };
  readonly #options: IntentHistoryOptions;
  /** After the settled ones. */
  #balances: readonly number[];
  #asked = 0;
  #oldest = 0;

  constructor(options: IntentHistoryOptions) {
    this.#options = options;
    this.#balances = options.accounts.map(() => options.openingBalance);
  }

  /** How many there have been; the next one gets this number. */
  get asked(): number {
    return this.#asked;
  }

  /** @throws RangeError when it is not the next one */
  add(intent: Intent): void {
    if (intent.number !== this.#asked) throw new RangeError(`${intent.key} is not the next one`);
    this.#asked += 1;
    this.#whole.set(intent.number, intent);
    if (isKept(intent)) this.#kept.push(intent);
    this.#settleOld(performance.now());
  }

  /** Those from this number on that are whole. */
  since(first: number): readonly Intent[] {
    return [...this.#whole.values()].filter(({ number }) => number >= first);
  }

  /** Those that are not settled, and those that are kept whole. */
  get whole(): readonly Intent[] {
    return [...this.#whole.values()];
  }

  /** One that may be asked for again: one of the newest mostly, since what is new is what may be missing. */
  some(random: SeededRandom): Intent | undefined {
    if (this.#asked === 0) return undefined;
    if (random.chance(0.2)) return random.pick(this.#kept);
    return this.#whole.get(random.between(Math.max(0, this.#asked - newestCount), this.#asked - 1));
  }

  /** Balance of each person after all posted transfers, worked out from the answers alone. */
  balances(): readonly number[] {
    return expectedBalances(this.#balances, this.#whole.values());
  }

  /** Every decided one has its place: refusals stand in the log too. */
  placed(): readonly Placed[] {
    const { number, askedAt, answeredAt, position } = this.#settled;
    const settled = Array.from({ length: number.length }, (_, index) => ({
      name: `transfer ${number.at(index)}`,
      askedAt: askedAt.at(index),
      answeredAt: answeredAt.at(index),
      position: position.at(index),
    }));
    const others = this.whole.flatMap(({ key, askedAt, decision, truth }) =>
      decision === undefined || truth === undefined
        ? []
        : [{ name: key, askedAt, answeredAt: decision.at, position: truth.position }],
    );
    return [...settled, ...others];
  }

  #settleOld(now: number): void {
    while (this.#oldest < this.#asked - youngCount) {
      const intent = this.#whole.get(this.#oldest);
      const { decision, truth } = intent ?? {};
      if (intent === undefined || decision === undefined || truth === undefined) return;
      if (now - decision.at < youngMs) return;
      this.#oldest += 1;
      if (isKept(intent)) continue;
      this.#settle(intent, decision.at, truth.position);
    }
  }

  #settle(intent: Intent, answeredAt: number, position: number): void {
    const { accounts, violations, onSettled } = this.#options;
    violations.addAll(checkDecided(intent, accounts));
    this.#balances = expectedBalances(this.#balances, [intent]);
    this.#settled.number.push(intent.number);
    this.#settled.askedAt.push(intent.askedAt);
    this.#settled.answeredAt.push(answeredAt);
    this.#settled.position.push(position);
    this.#whole.delete(intent.number);
    onSettled(intent);
  }
}

const isKept = ({ number }: Intent): boolean => number % keptEvery === 0;
