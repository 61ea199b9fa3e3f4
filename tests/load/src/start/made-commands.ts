import { hash } from 'node:crypto';
import { type Command, type Id, type OpenAccount, systemId, type Transfer } from '@fintech/ledger';
import { systemClock, timeOrderedIds } from '@fintech/runtime';

/** How much money goes from one account to the next. All other accounts are empty. */
const purses = 1000;
const lifetimeMs = 60_000;
const currency = 'EUR';
/** As in life the ids of commands follow their time; all others are spread. */
const commandIds = timeOrderedIds(systemClock);

/** Commands to open so many accounts, and the one that money comes from. */
export function* openAccounts(count: number): Iterable<Command> {
  yield openAccount(worldId, systemId, 'system');
  for (let number = 0; number < count; number++)
    yield openAccount(accountId(number), ownerId(number), 'customer');
}

/** So many commands that move money between those accounts; each pays with what it was paid itself. */
export function* transfers(count: number, accounts: number): Iterable<Command> {
  for (let number = 0; number < count; number++) {
    const [purse, step] = [number % purses, Math.floor(number / purses)];
    const to = place(purse, step, accounts);
    yield step === 0
      ? transfer({ number, from: worldId, to: accountId(to), actorId: systemId })
      : payOn(number, place(purse, step - 1, accounts), to);
  }
}

function payOn(number: number, from: number, to: number): Transfer {
  return transfer({ number, from: accountId(from), to: accountId(to), actorId: ownerId(from) });
}

/** Where a purse is after some steps. Neighbouring places differ, and all accounts have their turn. */
function place(purse: number, step: number, accounts: number): number {
  return (purse * 7919 + step * 104_729) % accounts;
}

function openAccount(account: Id, owner: Id, role: OpenAccount['role']): OpenAccount {
  return { ...envelope(), kind: 'open_account', accountId: account, ownerId: owner, currency, role };
}

function transfer(of: { number: number; from: Id; to: Id; actorId: Id }): Transfer {
  const { number, from, to, actorId } = of;
  const purpose = actorId === systemId ? 'deposit' : 'transfer';
  const key = idOf('key', number);
  const idempotency = { key, requestHash: key, issuedAt: Date.now() };
  const legs = [{ from, to, amount: 1, currency }];
  return { ...envelope(), idempotency, kind: 'transfer', purpose, actorId, legs };
}

function envelope() {
  const time = systemClock.now();
  return { id: commandIds.next(), time, notAfter: time + lifetimeMs };
}

const idOf = (kind: string, number: number): Id => hash('md5', `${kind} ${number}`, 'hex');
const worldId = idOf('account', -1);
const accountId = (number: number): Id => idOf('account', number);
const ownerId = (number: number): Id => idOf('owner', number);
