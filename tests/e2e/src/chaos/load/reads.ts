import { AccountView, EntryView, TransactionView } from '@fintech/contracts';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { type BalanceRead, checkBalanceRead, checkHistoryRead } from '../checks/reads.ts';
import { accountIdOf, type Intent, type Posted } from '../history/intent.ts';
import type { Violations } from '../violations.ts';
import type { Witness } from '../witness.ts';
import type { ApiClient } from './api-client.ts';
import type { Meter } from './meter.ts';
import { codeOf } from './outcome.ts';
import type { Person } from './person.ts';

export interface ReadsOptions {
  readonly api: ApiClient;
  readonly meter: Meter;
  readonly witness: Witness;
  readonly violations: Violations;
}

export type ReadKind = 'balance' | 'history' | 'transaction';

/** A read that is compared once the witness has come as far. */
interface Pending extends BalanceRead {
  /** The witness must have come this far. */
  readonly comparableAt: number;
}

const Accounts = Type.Object({ items: Type.Array(AccountView) });
const History = Type.Object({
  items: Type.Array(EntryView),
  next_cursor: Type.Optional(Type.String()),
});

/** Reads what people may read, always at or after a write that they know of, and holds it against the log. */
export class Reads {
  readonly counts = new Map<string, number>();
  readonly #options: ReadsOptions;
  #pending: Pending[] = [];

  constructor(options: ReadsOptions) {
    this.#options = options;
  }

  /** `posted`: a transfer that `person` has sent. */
  async read(kind: ReadKind, person: Person, intent: Intent, posted: Posted): Promise<void> {
    const { api, meter } = this.#options;
    const askedAt = performance.now();
    meter.asked('read', askedAt);
    const answer = await api.send({ method: 'GET', path: pathOf(kind, posted), token: person.token });
    const status = typeof answer === 'string' ? answer : String(answer.status);
    this.counts.set(`${kind} ${status}`, (this.counts.get(`${kind} ${status}`) ?? 0) + 1);
    if (typeof answer === 'string' || !isAnswer(answer.status, codeOf(answer.body))) return;
    meter.answered('read', askedAt, performance.now());
    if (answer.status === 200 && kind === 'transaction')
      this.#compareTransaction(intent, posted, answer.body);
    else if (answer.status === 200 && kind === 'history') this.#compareHistory(posted, answer.body);
    else if (answer.status === 200 && kind === 'balance') this.#takeBalance(person, posted, answer.body);
    else this.#wrong(`${kind} at position ${posted.position}`, answer.body);
  }

  /** Compares the balances that the witness can judge by now. `end`: it has read everything. */
  compare(end = false): void {
    const { witness, violations } = this.#options;
    const ready = (read: Pending) => end || read.comparableAt <= witness.position;
    for (const read of this.#pending.filter(ready))
      violations.addAll(checkBalanceRead(read, witness.balancesOf(read.account)));
    this.#pending = this.#pending.filter(read => !ready(read));
  }

  #compareTransaction({ amount }: Intent, { id, position }: Posted, body: unknown): void {
    const right =
      Value.Check(TransactionView, body) &&
      body.id === id &&
      body.amount === amount &&
      body.position === position;
    if (!right) this.#wrong(`transaction ${id}`, body);
  }

  #compareHistory({ position }: Posted, body: unknown): void {
    if (!Value.Check(History, body)) this.#wrong('history', body);
    else this.#options.violations.addAll(checkHistoryRead(body.items[0]?.position, position));
  }

  #takeBalance(person: Person, { position: minPosition }: Posted, body: unknown): void {
    const account = accountIdOf(person.id);
    const view = Value.Check(Accounts, body) ? body.items.find(({ id }) => id === account) : undefined;
    if (view === undefined) {
      this.#wrong('accounts', body);
      return;
    }
    // The replica may be further than we can know; a little later the witness is as far.
    const comparableAt = this.#options.witness.position + witnessMarginPositions;
    this.#pending.push({ account, balance: view.balance.available, minPosition, comparableAt });
  }

  #wrong(what: string, body: unknown): void {
    this.#options.violations.add(`${what} was answered ${JSON.stringify(body)?.slice(0, 300)}`);
  }
}

/** More than is decided in any time that the witness lags behind. */
const witnessMarginPositions = 5_000;

/** Whether it says what was asked for, or that there is no such thing; everything else is for another time. */
function isAnswer(status: number, code: string | undefined): boolean {
  return status < 500 && code !== 'position_not_reached' && code !== 'unauthenticated';
}

function pathOf(kind: ReadKind, { id, position }: Posted): string {
  if (kind === 'balance') return `/accounts?min_position=${position}`;
  if (kind === 'history') return `/transactions?limit=1&min_position=${position}`;
  return `/transactions/${id}?min_position=${position}`;
}
