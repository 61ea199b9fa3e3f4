import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Applied, Id } from '@fintech/ledger';
import type { LogRecord } from '@fintech/ports';
import { EventsCheck } from '@fintech/testkit/model';
import { BalanceHistory } from './history/balance-history.ts';
import type { Intent } from './history/intent.ts';
import type { Books, Verdict } from './judge/judge.ts';
import { JudgeThread } from './judge/judge-thread.ts';
import type { Violations } from './violations.ts';

/** So that whoever measures in this process is not held up. */
const commandsPerTurn = 50;
/** Chains are asked for while everybody is at the end of the log, or almost. */
const rememberedChains = 1000;

/**
 * Reads the log as it grows and has it judged. What belongs to an intent is noted there, and what others must be told of is
 * compared with the events.
 */
export class Witness implements AsyncDisposable {
  readonly events = new EventsCheck(accountId => this.#owners.get(accountId));
  readonly #judge = new JudgeThread();
  readonly #violations: Violations;
  /** Those that may still come to something, by the key as it stands in the log. */
  readonly #intents = new Map<string, Intent>();
  readonly #owners = new Map<Id, Id>();
  /** By the offset behind it. */
  readonly #chains = new Map<number, string>();
  readonly #balances = new Map<string, BalanceHistory>();
  #position = 0;
  #nextOffset = 0;

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  get position(): number {
    return this.#position;
  }

  get nextOffset(): number {
    return this.#nextOffset;
  }

  /** Chain before the record at `nextOffset`; undefined where there is none yet, or none any more. */
  chainAt(nextOffset: number): string | undefined {
    return this.#chains.get(nextOffset);
  }

  /** Must be told of an intent before it is sent. */
  expect(fingerprint: string, intent: Intent): void {
    this.#intents.set(fingerprint, intent);
  }

  /** Whatever comes of this intent from now on is wrong. */
  settled(fingerprint: string): void {
    this.#intents.delete(fingerprint);
  }

  /** What the balance of an account has been, in order. */
  balancesOf(accountId: string): BalanceHistory {
    return this.#balances.get(accountId) ?? new BalanceHistory();
  }

  books(): Promise<Books> {
    return this.#judge.books();
  }

  async read(records: readonly LogRecord[]): Promise<void> {
    let sinceTurn = 0;
    for (const verdict of await this.#judge.judge(records)) {
      this.#take(verdict);
      sinceTurn += verdict.results.length;
      if (sinceTurn < commandsPerTurn) continue;
      sinceTurn = 0;
      await nextTurn();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#judge[Symbol.asyncDispose]();
  }

  #take({ nextOffset, position, chain, results, differences }: Verdict): void {
    this.#violations.addAll(differences);
    for (const { command, code } of results)
      if (command?.kind === 'open_account' && code === 'applied')
        this.#owners.set(command.accountId, command.ownerId);
    for (const applied of results) this.#note(applied);
    this.#nextOffset = nextOffset;
    this.#position = position;
    this.#chains.set(nextOffset, chain);
    this.#chains.delete(nextOffset - rememberedChains);
  }

  #note(applied: Applied): void {
    this.events.expect(applied);
    const { command, position, postings } = applied;
    if (command?.kind !== 'transfer') return;
    for (const { from, fromBalance, to, toBalance } of postings) {
      this.#noteBalance(from, position, fromBalance);
      this.#noteBalance(to, position, toBalance);
    }
    if (command.purpose === 'transfer') this.#noteTruth(applied, command.idempotency?.key ?? '');
  }

  #noteTruth(applied: Applied, key: string): void {
    const { command, position, code, id } = applied;
    const intent = this.#intents.get(key);
    if (intent === undefined) {
      this.#violations.add(`position ${position} is a transfer that nobody asked for`);
      return;
    }
    if (code === 'applied') intent.effects += 1;
    if (intent.truth !== undefined || command?.kind !== 'transfer') return;
    const [leg] = command.legs;
    intent.truth = {
      position,
      code,
      commandId: id ?? '',
      amount: leg?.amount ?? 0,
      fromAccount: leg?.from ?? '',
      toAccount: leg?.to ?? '',
      balance: applied.postings[0]?.fromBalance,
    };
  }

  #noteBalance(account: string, position: number, balance: number): void {
    const states = this.#balances.get(account) ?? new BalanceHistory();
    this.#balances.set(account, states);
    states.push({ position, balance });
  }
}
