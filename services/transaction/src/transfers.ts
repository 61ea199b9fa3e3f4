import {
  type CashBody,
  type Party,
  ProblemError,
  type TransactionView,
  type TransferBody,
} from '@fintech/contracts';
import { type Id, type Leg, systemId, type TransferPurpose } from '@fintech/ledger';
import type { CommandLog, EntryRow, EntryStore } from '@fintech/ports';
import type { Accounts } from './accounts.ts';
import type { Decision, KeyedCommands } from './idempotency.ts';
import type { Replica } from './ledger/replica.ts';
import { isOutage } from './outage.ts';
import { isRefusal, refusalProblem } from './outcome-problems.ts';
import type { People } from './people.ts';
import type { Caller, Posted } from './transaction-service.ts';

export interface TransfersDependencies {
  readonly replica: Replica;
  readonly entryStore: EntryStore;
  readonly annotations: Pick<CommandLog, 'annotations'>;
  readonly commands: KeyedCommands;
  readonly accounts: Accounts;
  readonly people: People;
}

interface Movement {
  readonly purpose: TransferPurpose;
  readonly actorId: Id;
  readonly leg: Leg;
  readonly description: string;
}

/**
 * Moves money and shows single transactions. A transfer waits for nothing but the log when all it touches is known: each
 * `await` costs it a promise and a turn, and most people and accounts have been seen before.
 */
export class Transfers {
  readonly #dependencies: TransfersDependencies;

  constructor(dependencies: TransfersDependencies) {
    this.#dependencies = dependencies;
  }

  async transfer(caller: Caller, body: TransferBody, key: string): Promise<Posted> {
    const { accounts } = this.#dependencies;
    const { amount, currency, description = '' } = body;
    const from = body.from ?? accounts.idFor(caller.userId, currency);
    if (body.from === undefined && !accounts.hasDefault(caller.userId))
      await accounts.ensureDefault(caller.userId);
    const to = this.#knownRecipient(body.to, currency) ?? (await this.#recipient(body.to, currency));
    const leg = { from, to, amount, currency };
    return await this.#move(caller, key, { purpose: 'transfer', actorId: caller.userId, leg, description });
  }

  async deposit(caller: Caller, { amount, currency }: CashBody, key: string): Promise<Posted> {
    const { accounts } = this.#dependencies;
    const from = await accounts.ensureWorld(currency);
    await accounts.ensureDefault(caller.userId);
    const leg = { from, to: accounts.idFor(caller.userId, currency), amount, currency };
    return this.#move(caller, key, { purpose: 'deposit', actorId: systemId, leg, description: '' });
  }

  async withdraw(caller: Caller, { amount, currency }: CashBody, key: string): Promise<Posted> {
    const { accounts } = this.#dependencies;
    const to = await accounts.ensureWorld(currency);
    await accounts.ensureDefault(caller.userId);
    const leg = { from: accounts.idFor(caller.userId, currency), to, amount, currency };
    return this.#move(caller, key, { purpose: 'withdrawal', actorId: caller.userId, leg, description: '' });
  }

  /** @throws ProblemError `transaction_not_found`, also when the caller is not a party to it */
  async find(caller: Caller, id: Id): Promise<TransactionView> {
    return this.#viewOf(caller, id, await this.#dependencies.entryStore.transaction(id));
  }

  /**
   * The transaction that a request has carried out before. What happened is known, so whoever cannot show it
   * must not say that nothing did.
   *
   * @throws ProblemError `outcome_unknown`
   */
  async carriedOut(caller: Caller, { commandId, position }: Decision): Promise<TransactionView> {
    const { replica, entryStore } = this.#dependencies;
    try {
      const unwritten = replica.unwritten(position)?.entries;
      return await this.#viewOf(caller, commandId, unwritten ?? (await entryStore.transaction(commandId)));
    } catch (error) {
      const isMissing = error instanceof ProblemError && error.code === 'transaction_not_found';
      if (isMissing || isOutage(error)) throw new ProblemError('outcome_unknown', { retryAfterSeconds: 1 });
      throw error;
    }
  }

  async #viewOf(caller: Caller, id: Id, entries: readonly EntryRow[]): Promise<TransactionView> {
    const own = entries.find(entry => this.#dependencies.accounts.ownerOf(entry.accountId) === caller.userId);
    if (own === undefined) throw new ProblemError('transaction_not_found');
    const texts = await this.#dependencies.annotations.annotations([id]);
    return this.#view(own, texts.get(id) ?? '');
  }

  /** The recipient when that takes no waiting. */
  #knownRecipient(to: string, currency: string): Id | undefined {
    const { accounts, people } = this.#dependencies;
    const user = to.startsWith('@') ? people.knownByName(to.slice(1)) : undefined;
    if (user === undefined || !accounts.hasDefault(user.id)) return undefined;
    return accounts.idFor(user.id, currency);
  }

  /** `@name` means that person's account in the currency of the transfer. */
  async #recipient(to: string, currency: string): Promise<Id> {
    const { accounts, people } = this.#dependencies;
    if (!to.startsWith('@')) {
      if (accounts.isSystem(to)) throw refusalProblem('account_not_found');
      return to;
    }
    const user = await people.byName(to.slice(1));
    if (user === undefined)
      throw refusalProblem('account_not_found', { detail: `There is no one called ${to}.` });
    await accounts.ensureDefault(user.id);
    return accounts.idFor(user.id, currency);
  }

  async #move(caller: Caller, key: string, movement: Movement): Promise<Posted> {
    const { purpose, actorId, leg, description } = movement;
    const request = {
      callerId: caller.userId,
      key,
      meaning: [purpose, leg.from, leg.to, leg.amount, leg.currency, description],
    };
    const body = { kind: 'transfer', purpose, actorId, legs: [leg] } as const;
    const annotation = description === '' ? undefined : description;
    const decision = await this.#dependencies.commands.submit(request, body, annotation);
    if (isRefusal(decision.code)) throw refusalProblem(decision.code);
    const own = this.#ownEntry(caller, movement, decision);
    if (own === undefined) return { view: await this.carriedOut(caller, decision), replayed: true };
    const view = this.#knownView(own, description) ?? (await this.#view(own, description));
    return { view, replayed: false };
  }

  /** The caller's side of a transfer that was posted just now, without asking the read model. */
  #ownEntry(caller: Caller, { purpose, leg }: Movement, decision: Decision): EntryRow | undefined {
    const { applied, commandId, position } = decision;
    const posting = applied?.postings[0];
    if (applied === undefined || posting === undefined) return undefined;
    const pays =
      purpose === 'deposit' ? false : this.#dependencies.accounts.ownerOf(leg.from) === caller.userId;
    return {
      position,
      index: pays ? 0 : 1,
      accountId: pays ? leg.from : leg.to,
      counterpartyId: pays ? leg.to : leg.from,
      currency: leg.currency,
      amount: pays ? -leg.amount : leg.amount,
      balance: pays ? posting.fromBalance : posting.toBalance,
      time: applied.time,
      transactionId: commandId,
      purpose,
    };
  }

  async #view(own: EntryRow, description: string): Promise<TransactionView> {
    const [mine, other] = await this.parties([own.accountId, own.counterpartyId]);
    if (mine === undefined || other === undefined) throw new Error('a transaction has two parties');
    return toView(own, mine, other, description);
  }

  #knownView(own: EntryRow, description: string): TransactionView | undefined {
    const mine = this.#knownParty(own.accountId);
    const other = this.#knownParty(own.counterpartyId);
    if (mine === undefined || other === undefined) return undefined;
    return toView(own, mine, other, description);
  }

  #knownParty(accountId: Id): Party | undefined {
    const ownerId = this.#dependencies.accounts.ownerOf(accountId);
    if (ownerId === undefined) return undefined;
    if (ownerId === systemId) return { account_id: accountId };
    const user = this.#dependencies.people.knownById(ownerId);
    return user === undefined ? undefined : { account_id: accountId, username: user.username };
  }

  /** Accounts with the names of their owners, in the given order. */
  async parties(accountIds: readonly Id[]): Promise<readonly Party[]> {
    const owners = accountIds.map(id => this.#dependencies.accounts.ownerOf(id) ?? systemId);
    const people = await this.#dependencies.people.byIds(owners.filter(id => id !== systemId));
    return accountIds.map((accountId, index) => {
      const user = people.get(owners[index] ?? systemId);
      return user === undefined
        ? { account_id: accountId }
        : { account_id: accountId, username: user.username };
    });
  }
}

function toView(own: EntryRow, mine: Party, other: Party, description: string): TransactionView {
  const outgoing = own.amount < 0;
  return {
    id: own.transactionId,
    type: toPurpose(own.purpose),
    status: 'posted',
    from: outgoing ? mine : other,
    to: outgoing ? other : mine,
    amount: Math.abs(own.amount),
    currency: own.currency,
    description,
    created_at: new Date(own.time).toISOString(),
    position: own.position,
    balance: { available: own.balance, held: 0 },
  };
}

/** The read model keeps the purpose as text. */
export function toPurpose(text: string): TransferPurpose {
  if (text === 'transfer' || text === 'deposit' || text === 'withdrawal') return text;
  throw new Error(`unknown purpose ${text}`);
}
