import { type AccountView, ProblemError } from '@fintech/contracts';
import { type Id, systemId } from '@fintech/ledger';
import type { EntryStore } from '@fintech/ports';
import type { KeyedCommands, KeyedRequest } from './idempotency.ts';
import { KnownAccounts } from './known-accounts.ts';
import type { CommandBody } from './ledger/command-body.ts';
import type { Replica } from './ledger/replica.ts';
import { isRefusal, refusalProblem } from './outcome-problems.ts';
import type { AccountChange } from './transaction-service.ts';

/** Opens, shows and changes accounts. */
export class Accounts {
  readonly #replica: Replica;
  readonly #commands: KeyedCommands;
  readonly #entryStore: EntryStore;
  readonly #defaultCurrency: string;
  readonly #known: KnownAccounts;

  constructor(replica: Replica, commands: KeyedCommands, entryStore: EntryStore, defaultCurrency: string) {
    this.#replica = replica;
    this.#commands = commands;
    this.#entryStore = entryStore;
    this.#defaultCurrency = defaultCurrency;
    this.#known = new KnownAccounts(replica.ledger);
  }

  /** All accounts of a person, with the balances of this moment. */
  async of(ownerId: Id): Promise<readonly AccountView[]> {
    await this.ensureDefault(ownerId);
    const rows = await this.#entryStore.accountsOf(ownerId);
    return rows.map(row => this.view(row.accountId));
  }

  /** @throws ProblemError `account_not_found` */
  view(accountId: Id): AccountView {
    const account = this.#replica.ledger.account(accountId);
    if (account === undefined) throw new ProblemError('account_not_found');
    return {
      id: account.id,
      currency: account.currency,
      status: account.status,
      balance: { available: account.balance, held: 0 },
      opened_at: new Date(account.openedAt).toISOString(),
    };
  }

  idFor(ownerId: Id, currency: string): Id {
    return this.#known.idFor(ownerId, currency);
  }

  ownerOf(accountId: Id): Id | undefined {
    return this.#known.facts(accountId)?.ownerId;
  }

  /** Whether it stands for the outside world; people cannot pay it, only deposits and withdrawals touch it. */
  isSystem(accountId: Id): boolean {
    return this.#known.facts(accountId)?.role === 'system';
  }

  async open(ownerId: Id, currency: string, key: string): Promise<AccountView> {
    const accountId = this.idFor(ownerId, currency);
    const body = { kind: 'open_account', accountId, ownerId, currency, role: 'customer' } as const;
    return this.#carryOut({ callerId: ownerId, key, meaning: ['open', currency] }, body);
  }

  async change(ownerId: Id, accountId: Id, change: AccountChange, key: string): Promise<AccountView> {
    const kind = change === 'close' ? 'close_account' : change;
    const request = { callerId: ownerId, key, meaning: [change, accountId] };
    return this.#carryOut(request, { kind, actorId: ownerId, accountId });
  }

  /**
   * Everyone has an account in the default currency from sign-up on. Whoever needs it first opens it: its id follows
   * from the owner, so doing it twice is harmless.
   */
  async ensureDefault(ownerId: Id): Promise<void> {
    if (this.hasDefault(ownerId)) return;
    const currency = this.#defaultCurrency;
    await this.#ensure({ accountId: this.idFor(ownerId, currency), ownerId, currency, role: 'customer' });
  }

  /** Whether {@link ensureDefault} has nothing to wait for. */
  hasDefault(ownerId: Id): boolean {
    return this.#known.facts(this.idFor(ownerId, this.#defaultCurrency)) !== undefined;
  }

  /** The account that stands for the outside world: money in its currency enters and leaves the ledger through it. */
  async ensureWorld(currency: string): Promise<Id> {
    const accountId = this.idFor(systemId, currency);
    if (this.#known.facts(accountId) === undefined) {
      await this.#ensure({ accountId, ownerId: systemId, currency, role: 'system' });
    }
    return accountId;
  }

  async #ensure(account: {
    accountId: Id;
    ownerId: Id;
    currency: string;
    role: 'customer' | 'system';
  }): Promise<void> {
    const applied = await this.#replica.submit({ kind: 'open_account', ...account });
    if (applied.code !== 'account_exists' && isRefusal(applied.code)) throw refusalProblem(applied.code);
    await this.#replica.visible(applied.position, visibleWithinMs);
  }

  async #carryOut(request: KeyedRequest, body: CommandBody & { accountId: Id }): Promise<AccountView> {
    const decision = await this.#commands.submit(request, body);
    if (isRefusal(decision.code)) throw refusalProblem(decision.code);
    await this.#replica.visible(decision.position, visibleWithinMs);
    return this.view(body.accountId);
  }
}

/** How long an answer waits for the read model to catch up, so that the next read shows what was done. */
const visibleWithinMs = 2000;
