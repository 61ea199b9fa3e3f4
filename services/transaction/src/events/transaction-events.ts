import type { LegEnd, TransactionLeg, TransactionPosted, TransactionRefused } from '@fintech/contracts';
import { type Id, type Leg, systemId, type Transfer } from '@fintech/ledger';
import type { BusEvent, EntryRow, OutcomeRow } from '@fintech/ports';
import { isRefusal, refusalCode } from '../outcome-problems.ts';

/** A command that moves money, and what became of it. */
export interface DecidedTransfer {
  readonly command: Transfer;
  readonly outcome: OutcomeRow;
  /** By index: two for each leg when it was applied. */
  readonly entries: readonly EntryRow[];
}

/** What others are told about accounts and the ledger. */
export interface EventContext {
  readonly ledgerId: Id;
  readonly ownerOf: (accountId: Id) => Id | undefined;
}

/**
 * The event that tells others what became of a transfer; undefined for a repeat, which was told the first time. Its id follows
 * from the ledger and the position (rule R13), so that whoever publishes it again makes no second event of it.
 */
export function toTransactionEvent(
  { command, outcome, entries }: DecidedTransfer,
  context: EventContext,
): BusEvent | undefined {
  const { position, code, time } = outcome;
  if (code === 'replayed') return undefined;
  const ends = new Map(entries.map(entry => [entry.index, entry.balance]));
  const posted: TransactionPosted = {
    transaction_id: command.id,
    type: command.purpose,
    position,
    ...(command.actorId === systemId ? {} : { user_id: command.actorId }),
    legs: command.legs.map((leg, index) => toLeg(leg, ends.get(2 * index), ends.get(2 * index + 1), context)),
  };
  const place = `${context.ledgerId}:${position}`;
  if (code === 'applied')
    return { id: `transaction.posted:${place}`, type: 'transaction.posted', time, data: posted };
  if (!isRefusal(code)) throw new Error(`nobody knows what ${code} means, the outcome at ${position}`);
  const refused: TransactionRefused = { ...posted, code: refusalCode(code) };
  return { id: `transaction.refused:${place}`, type: 'transaction.refused', time, data: refused };
}

function toLeg(
  { from, to, amount, currency }: Leg,
  fromBalance: number | undefined,
  toBalance: number | undefined,
  { ownerOf }: EventContext,
): TransactionLeg {
  const end = (accountId: Id, balance: number | undefined): LegEnd => {
    const owner = ownerOf(accountId);
    return {
      account_id: accountId,
      ...(owner === undefined || owner === systemId ? {} : { user_id: owner }),
      ...(balance === undefined ? {} : { balance }),
    };
  };
  return { from: end(from, fromBalance), to: end(to, toBalance), amount, currency };
}
