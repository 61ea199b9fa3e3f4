import { isDeepStrictEqual } from 'node:util';
import { type Applied, type Id, Ledger, type LedgerOptions } from '@fintech/ledger';
import type { AppliedRecord, BusEvent, LogRecord } from '@fintech/ports';
import { EventsCheck, NaiveLedger } from '@fintech/testkit/model';
import { foldRecord, ReadModelFold } from './read-model-fold.ts';
import type { Violations } from './violations.ts';

interface AccountState {
  readonly position: number;
  readonly balance: number;
  readonly status: string;
}

/**
 * Knows the truth: it reads each record the moment it becomes durable, in no process and with no fault. The real
 * ledger decodes it; the naive model says what must come of it.
 */
export class Witness {
  readonly fold = new ReadModelFold();
  readonly events = new EventsCheck(accountId => this.#ledger.account(accountId)?.ownerId);
  readonly #ledger: Ledger;
  readonly #model: NaiveLedger;
  readonly #violations: Violations;
  readonly #results: Applied[] = [];
  readonly #chains: string[] = [];
  readonly #byKey = new Map<Id, Applied[]>();
  readonly #accounts = new Map<Id, AccountState[]>();

  constructor(options: Required<LedgerOptions>, violations: Violations) {
    this.#ledger = new Ledger(options);
    this.#model = new NaiveLedger(options);
    this.#violations = violations;
  }

  get ledger(): Pick<Ledger, 'ledgerId' | 'logicVersion' | 'position' | 'nextOffset' | 'chain' | 'time'> {
    return this.#ledger;
  }

  /** What became of the command at a position. */
  result(position: number): Applied | undefined {
    return this.#results[position - 1];
  }

  /** Chain value after the record at `offset`. */
  chainAfter(offset: number): string | undefined {
    return this.#chains[offset];
  }

  /** All commands that came with an idempotency key, in the order of the log. */
  withKey(key: Id): readonly Applied[] {
    return this.#byKey.get(key) ?? [];
  }

  /** Whether the account stood like this at some position from `position` on. */
  stoodLike(accountId: Id, { balance, status }: Omit<AccountState, 'position'>, position: number): boolean {
    const states = this.#accounts.get(accountId) ?? [];
    return states.some((state, index) => {
      const until = states[index + 1]?.position ?? Number.POSITIVE_INFINITY;
      return state.balance === balance && state.status === status && until > position;
    });
  }

  read({ offset, bytes }: LogRecord): void {
    const batch = this.#ledger.applyRecord(offset, bytes);
    this.#chains[offset] = batch.chain;
    for (const applied of batch.results) this.#judge(applied);
    this.fold.add(foldRecord(batch, id => this.#ledger.account(id)));
    const accounts = this.#model.accounts();
    for (const { id, balance, status } of accounts) this.#noteAccount(id, balance, status);
    this.#checkBalances(accounts);
  }

  /** Compares what a replica made of records with the truth. */
  compare(records: readonly AppliedRecord[]): void {
    for (const record of records) {
      this.#violations.check(
        record.chain === this.#chains[record.offset],
        'I4',
        () => `a replica came to another hash at record ${record.offset}`,
      );
    }
  }

  /** Holds an event that was published against the truth. */
  hear(event: BusEvent): void {
    for (const problem of this.events.take(event)) this.#violations.check(false, 'I11', () => problem);
  }

  #judge(applied: Applied): void {
    this.#results.push(applied);
    this.events.expect(applied);
    const expected = this.#model.apply(applied.command);
    this.#violations.check(
      isDeepStrictEqual(plain(applied), plain(expected)),
      'model',
      () => `position ${applied.position}: ${inspect(applied)} instead of ${inspect(expected)}`,
    );
    const key = applied.command?.idempotency?.key;
    if (key !== undefined) this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), applied]);
  }

  #noteAccount(id: Id, balance: number, status: string): void {
    const states = this.#accounts.get(id) ?? [];
    this.#accounts.set(id, states);
    const last = states.at(-1);
    if (last?.balance === balance && last.status === status) return;
    states.push({ position: this.#ledger.position, balance, status });
  }

  #checkBalances(accounts: ReturnType<NaiveLedger['accounts']>): void {
    for (const [currency, total] of this.#ledger.totals())
      this.#violations.check(total === 0, 'I1', () => `${currency} adds up to ${total}`);
    for (const { id, role, balance } of accounts)
      this.#violations.check(role === 'system' || balance >= 0, 'I2', () => `${id} has ${balance}`);
  }
}

/** A result without its class, to be compared with the model's. */
function plain({ position, time, code, original, leg, postings }: Applied) {
  return { position, time, code, original, leg, postings };
}

function inspect(applied: Applied): string {
  return JSON.stringify({ ...plain(applied), command: applied.command });
}
