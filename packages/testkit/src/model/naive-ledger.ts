import {
  type AccountView,
  type Applied,
  type Command,
  currencies,
  type Id,
  type Idempotency,
  type Leg,
  type OutcomeCode,
  outcomeCodes,
  type Posting,
  systemId,
  type Transfer,
} from '@fintech/ledger';

interface NaiveAccount extends Omit<AccountView, 'balance' | 'status'> {
  status: AccountView['status'];
  balance: bigint;
}

interface RememberedKey extends Idempotency {
  readonly position: number;
  readonly time: number;
}

/** What the rules say about one command: the outcome, and where it points to. */
type Verdict = Pick<Applied, 'code' | 'original' | 'leg'>;

interface HeardReplica {
  readonly supports: readonly [number, number];
  readonly heardAt: number;
}

const minuteMs = 60_000;
/** From version 2 of the logic on: how far one command moves ledger time, and for how long a replica counts. */
const longestStepMs = 5 * minuteMs;
const heardForMs = 180 * minuteMs;
const mostReplicas = 128;

const balanceMax = 2n ** 53n - 1n;

/**
 * The ledger as one would explain it: maps, plain objects, big integers and searches, and for each outcome one
 * sentence that says when it applies. Written from the rules alone, to be compared with the real one. It knows
 * neither bytes nor the hash chain, and where the real ledger halts it has nothing to say.
 */
export class NaiveLedger {
  readonly #keyWindowMs: number;
  readonly #maxAccounts: number;
  readonly #accounts = new Map<Id, NaiveAccount>();
  /** In the order of their times, which never go back. */
  readonly #keys = new Map<Id, RememberedKey>();
  #lastKeyTime = 0;
  #hasGenesis = false;
  #logicVersion = 1;
  /** The one heard last comes last. */
  readonly #replicas = new Map<Id, HeardReplica>();
  #position = 0;
  #time = 0;

  constructor({ keyWindowMs, maxAccounts }: { keyWindowMs: number; maxAccounts: number }) {
    this.#keyWindowMs = keyWindowMs;
    this.#maxAccounts = maxAccounts;
  }

  /** All accounts, in the order of opening. */
  accounts(): AccountView[] {
    return [...this.#accounts.values()].map(account => ({ ...account, balance: toNumber(account.balance) }));
  }

  /** Applies one command; undefined stands for bytes that are none. */
  apply(command: Command | undefined): Applied {
    this.#position++;
    if (command === undefined || (command.kind === 'hello' && this.#logicVersion === 1))
      return this.#result(undefined, { code: 'malformed' }, []);

    this.#moveTime(command.time);
    this.#forgetKeys();
    const verdict = this.#judge(command);
    const { idempotency } = command;
    if (idempotency && !this.#known(command)) {
      this.#lastKeyTime = Math.max(this.#time, idempotency.issuedAt, this.#lastKeyTime);
      this.#keys.set(idempotency.key, {
        ...idempotency,
        position: this.#position,
        time: this.#lastKeyTime,
      });
    }
    return this.#result(command, verdict, verdict.code === 'applied' ? this.#carryOut(command) : []);
  }

  #moveTime(stamped: number): void {
    const furthest = this.#logicVersion === 1 ? stamped : Math.min(stamped, this.#time + longestStepMs);
    this.#time = Math.max(this.#time, furthest);
  }

  #forgetKeys(): void {
    for (const [key, { time }] of this.#keys) {
      if (this.#time - time <= this.#keyWindowMs) return;
      this.#keys.delete(key);
    }
  }

  #result(command: Command | undefined, verdict: Verdict, postings: Posting[]): Applied {
    return {
      position: this.#position,
      time: this.#time,
      id: command?.id,
      kind: command?.kind,
      purpose: command?.kind === 'transfer' ? command.purpose : undefined,
      command,
      postings,
      ...verdict,
    };
  }

  #known(command: Command): RememberedKey | undefined {
    return command.idempotency && this.#keys.get(command.idempotency.key);
  }

  /** The first outcome, in their order, that applies. */
  #judge(command: Command): Verdict {
    for (const code of outcomeCodes) {
      if (command.kind === 'transfer') {
        const leg = this.#legWith(code, command);
        if (leg >= 0) return { code, leg };
      }
      if (!this.#applies(code, command)) continue;
      const original = this.#known(command)?.position;
      return code === 'replayed' && original !== undefined ? { code, original } : { code };
    }
    return { code: 'applied' };
  }

  /** Whether an outcome that is not about legs applies. */
  #applies(code: OutcomeCode, command: Command): boolean {
    const known = this.#known(command);
    const { idempotency } = command;
    switch (code) {
      case 'genesis_exists':
        return command.kind === 'genesis' && this.#hasGenesis;
      case 'idempotency_conflict':
        return known !== undefined && known.requestHash !== idempotency?.requestHash;
      case 'replayed':
        return known !== undefined;
      case 'command_too_old':
        return idempotency !== undefined && this.#time - idempotency.issuedAt > this.#keyWindowMs;
      case 'command_expired':
        return this.#time > command.notAfter;
      case 'logic_not_newer':
        return command.kind === 'set_logic' && command.version <= this.#logicVersion;
      case 'logic_not_supported':
        return command.kind === 'set_logic' && !this.#everyoneSupports(command.version);
      default:
        return this.#appliesToAccount(code, command);
    }
  }

  #everyoneSupports(version: number): boolean {
    if (this.#logicVersion === 1) return true;
    const heard = [...this.#replicas.values()].filter(({ heardAt }) => this.#time - heardAt <= heardForMs);
    const lacking = heard.filter(({ supports: [lowest, newest] }) => version < lowest || version > newest);
    return heard.length > 0 && lacking.length === 0;
  }

  #hear(id: Id, supports: readonly [number, number]): void {
    this.#replicas.delete(id);
    this.#replicas.set(id, { supports, heardAt: this.#time });
    const [longestSilent] = this.#replicas.keys();
    if (this.#replicas.size > mostReplicas && longestSilent !== undefined)
      this.#replicas.delete(longestSilent);
  }

  #appliesToAccount(code: OutcomeCode, command: Command): boolean {
    if (command.kind === 'open_account') {
      if (code === 'currency_unknown') return !currencies.has(command.currency);
      if (code === 'account_exists') return this.#accounts.has(command.accountId);
      return code === 'account_limit_reached' && this.#accounts.size >= this.#maxAccounts;
    }
    if (command.kind !== 'freeze' && command.kind !== 'unfreeze' && command.kind !== 'close_account')
      return false;
    const account = this.#accounts.get(command.accountId);
    switch (code) {
      case 'account_not_found':
        return account === undefined;
      case 'account_not_owned':
        return command.actorId !== account?.ownerId && command.actorId !== systemId;
      case 'account_closed':
        return account?.status === 'closed';
      case 'account_frozen':
        return command.kind === 'freeze' && account?.status === 'frozen';
      case 'account_not_frozen':
        return command.kind === 'unfreeze' && account?.status !== 'frozen';
      case 'balance_not_zero':
        return command.kind === 'close_account' && account?.balance !== 0n;
      default:
        return false;
    }
  }

  /** Index of the first leg to which an outcome applies, or −1. */
  #legWith(code: OutcomeCode, transfer: Transfer): number {
    const isAboutBalances = code === 'insufficient_funds' || code === 'balance_overflow';
    const failure = isAboutBalances ? this.#tryLegs(transfer.legs) : undefined;
    return transfer.legs.findIndex((leg, index) => {
      const from = this.#accounts.get(leg.from);
      const to = this.#accounts.get(leg.to);
      switch (code) {
        case 'currency_unknown':
          return !currencies.has(leg.currency);
        case 'same_account':
          return leg.from === leg.to;
        case 'account_not_found':
          return !from || !to;
        case 'account_not_owned':
          return from?.ownerId !== transfer.actorId;
        case 'currency_mismatch':
          return from?.currency !== leg.currency || to?.currency !== leg.currency;
        case 'account_closed':
          return from?.status === 'closed' || to?.status === 'closed';
        case 'account_frozen':
          return from?.status === 'frozen' || to?.status === 'frozen';
        default:
          return failure?.code === code && failure.leg === index;
      }
    });
  }

  /** Posts the legs to a copy of the balances; says which leg is the first that cannot be posted, and why. */
  #tryLegs(legs: readonly Leg[]): Verdict | undefined {
    const balances = new Map([...this.#accounts].map(([id, { balance }]) => [id, balance]));
    for (const [leg, { from, to, amount }] of legs.entries()) {
      const fromBalance = (balances.get(from) ?? 0n) - BigInt(amount);
      const toBalance = (balances.get(to) ?? 0n) + BigInt(amount);
      if (fromBalance < 0n && this.#accounts.get(from)?.role === 'customer')
        return { code: 'insufficient_funds', leg };
      if (fromBalance < -balanceMax || toBalance > balanceMax) return { code: 'balance_overflow', leg };
      balances.set(from, fromBalance).set(to, toBalance);
    }
    return undefined;
  }

  #carryOut(command: Command): Posting[] {
    if (command.kind === 'genesis') this.#hasGenesis = true;
    if (command.kind === 'set_logic') this.#logicVersion = command.version;
    if (command.kind === 'hello') this.#hear(command.replicaId, command.supports);
    if (command.kind === 'transfer') return command.legs.map(leg => this.#post(leg));
    if (command.kind === 'open_account') {
      const { accountId: id, ownerId, currency, role } = command;
      this.#accounts.set(id, {
        id,
        ownerId,
        currency,
        role,
        status: 'open',
        balance: 0n,
        openedAt: this.#time,
      });
    }
    if (command.kind === 'freeze') this.#account(command.accountId).status = 'frozen';
    if (command.kind === 'unfreeze') this.#account(command.accountId).status = 'open';
    if (command.kind === 'close_account') this.#account(command.accountId).status = 'closed';
    return [];
  }

  #post(leg: Leg): Posting {
    const from = this.#account(leg.from);
    const to = this.#account(leg.to);
    from.balance -= BigInt(leg.amount);
    to.balance += BigInt(leg.amount);
    return { ...leg, fromBalance: toNumber(from.balance), toBalance: toNumber(to.balance) };
  }

  #account(id: Id): NaiveAccount {
    const account = this.#accounts.get(id);
    if (account === undefined) throw new Error(`the rules let an account pass that is not there: ${id}`);
    return account;
  }
}

function toNumber(balance: bigint): number {
  if (balance > balanceMax || balance < -balanceMax)
    throw new Error('the rules let a balance pass that is too large');
  return Number(balance);
}
