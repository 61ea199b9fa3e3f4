import { hash } from 'node:crypto';
import type { ProblemCode, TransactionView } from '@fintech/contracts';
import { type Applied, type Command, type Id, systemId } from '@fintech/ledger';
import type { AccountChange, RunningTransactionService } from '@fintech/transaction';
import type { Person } from './settings.ts';
import type { World } from './world.ts';

/** What a person may ask for. */
export type Request =
  | { readonly kind: 'deposit' | 'withdraw'; readonly amount: number }
  | { readonly kind: 'transfer'; readonly to: Person; readonly amount: number }
  | { readonly kind: 'open'; readonly currency: string }
  | { readonly kind: AccountChange; readonly currency: string };

/** What the person was told: a code of the errors reference, or `ok`. */
export interface Answer {
  readonly code: ProblemCode | 'ok';
  readonly view?: TransactionView;
  readonly replayed?: boolean;
}

/** A request with its idempotency key: one operation, however often it is sent. */
export interface Operation {
  readonly person: Person;
  readonly key: string;
  readonly request: Request;
  /** Highest position that anyone had been told when this was first sent (I9). */
  readonly knownBefore: number;
  answer: Answer | undefined;
}

/** Answers that decide nothing: the person has to ask again. */
const undecided: ReadonlySet<Answer['code']> = new Set<Answer['code']>([
  'outcome_unknown',
  'unavailable',
  'overloaded',
  'command_too_old',
]);

export function isDecision({ code }: Answer): boolean {
  return !undecided.has(code);
}

/** Sends the operation to one replica. */
export async function carryOut(service: RunningTransactionService, operation: Operation): Promise<Answer> {
  const { person: caller, request, key } = operation;
  const person = { userId: caller.id, username: caller.username };
  switch (request.kind) {
    case 'deposit':
      return posted(await service.deposit(person, { amount: request.amount, currency: 'EUR' }, key));
    case 'withdraw':
      return posted(await service.withdraw(person, { amount: request.amount, currency: 'EUR' }, key));
    case 'transfer': {
      const { to, amount } = request;
      const body = { to: `@${to.username}`, amount, currency: 'EUR', description: `from ${caller.username}` };
      return posted(await service.transfer(person, body, key));
    }
    case 'open':
      await service.openAccount(person, request.currency, key);
      return { code: 'ok' };
    default:
      await service.changeAccount(person, accountIdOf(caller.id, request.currency), request.kind, key);
      return { code: 'ok' };
  }
}

function posted({ view, replayed }: { view: TransactionView; replayed: boolean }): Answer {
  return { code: 'ok', view, replayed };
}

/** How keys and accounts are named in the log, worked out here once more. */
function fingerprint(...parts: readonly string[]): Id {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}

export function accountIdOf(ownerId: Id, currency: string): Id {
  return fingerprint('account', ownerId, currency);
}

/** What the log says about an operation; undefined as long as it is not in there. */
export function truthOf({ witness }: World, { person, key, request }: Operation): Applied | undefined {
  const [first] = witness.withKey(fingerprint(person.id, key));
  if (first === undefined || isOf(request, first.command)) return first;
  return { ...first, position: first.position, time: first.time, code: 'idempotency_conflict', postings: [] };
}

/** Whether the key came back after the ledger had forgotten it, and was refused as too old. */
export function isForgotten({ witness }: World, { person, key }: Operation): boolean {
  return witness.withKey(fingerprint(person.id, key)).some(({ code }) => code === 'command_too_old');
}

/** Commands that took effect under the key of an operation. */
export function effectsOf({ witness }: World, { person, key }: Operation): readonly Applied[] {
  return witness.withKey(fingerprint(person.id, key)).filter(({ code }) => code === 'applied');
}

function isOf(request: Request, command: Command | undefined): boolean {
  switch (request.kind) {
    case 'deposit':
      return isTransfer(command, 'deposit', request.amount) && command?.actorId === systemId;
    case 'withdraw':
      return isTransfer(command, 'withdrawal', request.amount);
    case 'transfer':
      return (
        isTransfer(command, 'transfer', request.amount) &&
        command?.legs[0]?.to === accountIdOf(request.to.id, 'EUR')
      );
    case 'open':
      return command?.kind === 'open_account' && command.currency === request.currency;
    case 'close':
      return command?.kind === 'close_account';
    default:
      return command?.kind === request.kind;
  }
}

function isTransfer(
  command: Command | undefined,
  purpose: string,
  amount: number,
): command is Extract<Command, { kind: 'transfer' }> {
  return command?.kind === 'transfer' && command.purpose === purpose && command.legs[0]?.amount === amount;
}
