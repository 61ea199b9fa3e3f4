import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Applied, Ledger } from '@fintech/ledger';
import type { LogRecord } from '@fintech/ports';
import { sha256 } from '@fintech/runtime';
import { EventsCheck, NaiveLedger } from '@fintech/testkit/model';
import type { BalanceState } from './checks/reads.ts';
import type { Intent } from './history.ts';
import type { Violations } from './violations.ts';

const hourMs = 3_600_000;
/** What every replica has by default. */
const settings = { keyWindowMs: 48 * hourMs, maxAccounts: 16_000_000 };

/** So that whoever measures in this process is not held up. */
const commandsPerTurn = 50;

/**
 * Reads the log as it grows and works out what must come of it. The real ledger decodes the records and gives the chain; the
 * naive model decides. What belongs to an intent is noted there.
 */
export class Witness {
  readonly events = new EventsCheck(accountId => this.#ledger.account(accountId)?.ownerId);
  readonly #ledger = new Ledger({ sha256, ...settings });
  readonly #model = new NaiveLedger(settings);
  readonly #violations: Violations;
  /** By the key as it stands in the log. */
  readonly #intents = new Map<string, Intent>();
  readonly #chains: string[] = [];
  readonly #balances = new Map<string, BalanceState[]>();

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  get position(): number {
    return this.#ledger.position;
  }

  get nextOffset(): number {
    return this.#ledger.nextOffset;
  }

  /** Chain before the record at `nextOffset`; undefined where there is none yet. */
  chainAt(nextOffset: number): string | undefined {
    return this.#chains[nextOffset - 1];
  }

  /** Must be told of an intent before it is sent. */
  expect(fingerprint: string, intent: Intent): void {
    this.#intents.set(fingerprint, intent);
  }

  /** What the balance of an account has been, in order. */
  balancesOf(accountId: string): readonly BalanceState[] {
    return this.#balances.get(accountId) ?? [];
  }

  /** Sums of all balances by the real ledger. */
  totals(): ReadonlyMap<string, number> {
    return this.#ledger.totals();
  }

  /** Balance by the naive model. */
  modelBalances(): ReadonlyMap<string, number> {
    return new Map(this.#model.accounts().map(({ id, balance }) => [id, balance]));
  }

  async read(records: readonly LogRecord[]): Promise<void> {
    let sinceTurn = 0;
    for (const { offset, bytes } of records) {
      const batch = this.#ledger.applyRecord(offset, bytes);
      this.#chains[offset] = batch.chain;
      for (const applied of batch.results) this.#judge(applied);
      sinceTurn += batch.results.length;
      if (sinceTurn < commandsPerTurn) continue;
      sinceTurn = 0;
      await nextTurn();
    }
  }

  #judge(applied: Applied): void {
    const expected = this.#model.apply(applied.command);
    if (!isDeepStrictEqual(plain(applied), plain(expected)))
      this.#violations.add(
        `the model decides position ${applied.position} as ${describe(expected)}, the ledger as ${describe(applied)}`,
      );
    this.events.expect(applied);
    const { command } = applied;
    if (command?.kind !== 'transfer') return;
    for (const { from, fromBalance, to, toBalance } of applied.postings) {
      this.#noteBalance(from, applied.position, fromBalance);
      this.#noteBalance(to, applied.position, toBalance);
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
    const states = this.#balances.get(account) ?? [];
    this.#balances.set(account, states);
    states.push({ position, balance });
  }
}

/** A result without its class, to be compared with the model's. */
function plain({ position, time, code, original, leg, postings }: Applied) {
  return { position, time, code, original, leg, postings };
}

const describe = (applied: Applied): string => JSON.stringify(plain(applied));
