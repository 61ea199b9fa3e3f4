import { checkRepeated } from '../checks/decided-intents.ts';
import { accountIdOf, type Decision, type Intent, keyFingerprint } from '../history/intent.ts';
import { IntentHistory } from '../history/intent-history.ts';
import type { Violations } from '../violations.ts';
import type { Witness } from '../witness.ts';
import type { ApiClient } from './api-client.ts';
import type { Meter } from './meter.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Person } from './person.ts';

export interface TransfersOptions {
  readonly seed: number;
  /** Of each person, in minor units. */
  readonly openingBalance: number;
  readonly api: ApiClient;
  readonly people: readonly Person[];
  readonly meter: Meter;
  readonly witness: Witness;
  readonly violations: Violations;
}

interface Waiting {
  readonly intent: Intent;
  readonly dueAt: number;
}

const firstPauseMs = 1000;
const longestPauseMs = 4000;

/**
 * Asks for transfers, each with a key of its own, and asks again with the same key for as long as the outcome is unknown. Never
 * with a new key: that would be another transfer.
 */
export class Transfers {
  readonly history: IntentHistory;
  /** Why an outcome was unknown, and how often. */
  readonly unknowns = new Map<string, number>();
  /** Answers by code, first ones and repeats. */
  readonly answers = new Map<string, number>();
  /** Intents by how they were decided. */
  readonly decided = new Map<string, number>();
  /** Of these, those that were unknown at first. */
  readonly decidedLater = new Map<string, number>();
  /** Answers to first requests, by the process that gave them. */
  readonly servedBy = new Map<string, number>();
  repeatsOfKnown = 0;
  unknownAtFirst = 0;
  readonly #options: TransfersOptions;
  #waiting: Waiting[] = [];
  #repeatsUnderWay = 0;
  #undecided = 0;

  constructor(options: TransfersOptions) {
    this.#options = options;
    const { people, openingBalance, violations, witness } = options;
    this.history = new IntentHistory({
      accounts: people.map(({ id }) => accountIdOf(id)),
      openingBalance,
      violations,
      onSettled: ({ from, key }) => witness.settled(keyFingerprint(people[from]?.id ?? '', key)),
    });
  }

  /** Intents whose outcome is not known yet, those under way included. */
  get undecided(): number {
    return this.#undecided;
  }

  /** Intents of which at least one attempt has told nothing yet. */
  get unknown(): number {
    return this.#waiting.length + this.#repeatsUnderWay;
  }

  async ask(from: Person, to: Person, amount: number): Promise<void> {
    const { seed, meter, witness } = this.#options;
    const number = this.history.asked;
    const intent: Intent = {
      number,
      key: `chaos-${seed}-${number}`,
      from: from.index,
      to: to.index,
      amount,
      askedAt: performance.now(),
      attempts: 0,
      decision: undefined,
      truth: undefined,
      effects: 0,
    };
    this.history.add(intent);
    this.#undecided += 1;
    witness.expect(keyFingerprint(from.id, intent.key), intent);
    meter.asked('transfer', intent.askedAt);
    await this.#attempt(intent);
    if (intent.decision !== undefined) meter.answered('transfer', intent.askedAt, performance.now());
  }

  /** Asks again for those unknown ones whose pause is over: as many at once as there are people, who do one thing at a time. */
  repeatUnknown(): void {
    const now = performance.now();
    const due = this.#waiting.filter(({ dueAt }) => dueAt <= now);
    const taken = new Set(due.slice(0, this.#options.people.length - this.#repeatsUnderWay));
    this.#waiting = this.#waiting.filter(waiting => !taken.has(waiting));
    for (const { intent } of taken) {
      this.#repeatsUnderWay += 1;
      void this.#attempt(intent).finally(() => {
        this.#repeatsUnderWay -= 1;
      });
    }
  }

  /** Asks once more for what has been decided: the answer must be the same. */
  async repeatKnown(intent: Intent): Promise<void> {
    const { violations } = this.#options;
    const outcome = await this.#send(intent);
    const again = toDecision(outcome);
    if (again === undefined || intent.decision === undefined) return;
    this.repeatsOfKnown += 1;
    violations.addAll(checkRepeated(intent.key, intent.decision, again));
    if (outcome.kind === 'posted' && !outcome.replayed)
      violations.add(`${intent.key} was carried out before, and its repeat does not say so`);
  }

  async #attempt(intent: Intent): Promise<void> {
    intent.attempts += 1;
    const outcome = await this.#send(intent);
    const decision = toDecision(outcome);
    if (decision !== undefined) {
      intent.decision = decision;
      this.#undecided -= 1;
      count(this.decided, decision.code);
      if (intent.attempts > 1) count(this.decidedLater, decision.code);
      return;
    }
    if (intent.attempts === 1) this.unknownAtFirst += 1;
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (intent.attempts - 1));
    this.#waiting.push({ intent, dueAt: performance.now() + pauseMs });
  }

  async #send({ key, from, to, amount }: Intent): Promise<Outcome> {
    const { api, people, violations } = this.#options;
    const body = { to: `@${people[to]?.name}`, amount, currency: 'EUR' };
    const token = people[from]?.token;
    const answer = await api.send({ method: 'POST', path: '/transactions', token, key, body });
    if (typeof answer !== 'string' && answer.servedBy !== undefined) count(this.servedBy, answer.servedBy);
    const outcome = outcomeOf(answer);
    count(this.answers, labelOf(outcome));
    if (outcome.kind === 'unknown') count(this.unknowns, outcome.why);
    if (outcome.kind === 'wrong') violations.add(`${key} was answered ${outcome.what}`);
    return outcome;
  }
}

function toDecision(outcome: Outcome): Decision | undefined {
  const at = performance.now();
  if (outcome.kind === 'refused') return { code: outcome.code, at, posted: undefined };
  if (outcome.kind !== 'posted') return undefined;
  const { id, position, amount, balance } = outcome;
  return { code: 'applied', at, posted: { id, position, amount, balance } };
}

function labelOf(outcome: Outcome): string {
  if (outcome.kind === 'posted') return outcome.replayed ? 'posted, replayed' : 'posted';
  return outcome.kind === 'refused' ? outcome.code : outcome.kind;
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
