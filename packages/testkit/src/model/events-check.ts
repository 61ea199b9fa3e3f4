import { isDeepStrictEqual } from 'node:util';
import { type Applied, systemId } from '@fintech/ledger';
import type { BusEvent } from '@fintech/ports';

/**
 * Holds the events about transfers against the log: none missing, none invented, in order, and saying what the log says. An
 * event that comes again, behind later ones, is only counted: that may happen.
 */
export class EventsCheck {
  readonly #ownerOf: (accountId: string) => string | undefined;
  /** Not told yet, in the order of the log. */
  #expected: Omit<BusEvent, 'id'>[] = [];
  #lastTold = 0;
  told = 0;
  repeated = 0;

  constructor(ownerOf: (accountId: string) => string | undefined) {
    this.#ownerOf = ownerOf;
  }

  get missing(): number {
    return this.#expected.length;
  }

  /** Takes note of what others must be told about, right after it was applied. */
  expect(applied: Applied): void {
    const { command, code, position, time } = applied;
    if (command?.kind !== 'transfer' || code === 'replayed') return;
    const end = (accountId: string, balance?: number) => {
      const owner = this.#ownerOf(accountId);
      const user = owner === undefined || owner === systemId ? {} : { user_id: owner };
      return { account_id: accountId, ...user, ...(balance === undefined ? {} : { balance }) };
    };
    const legs = command.legs.map(({ from, to, amount, currency }, index) => {
      const posting = applied.postings[index];
      return {
        from: end(from, posting?.fromBalance),
        to: end(to, posting?.toBalance),
        amount,
        currency,
      };
    });
    const isPosted = code === 'applied';
    this.#expected.push({
      type: isPosted ? 'transaction.posted' : 'transaction.refused',
      time,
      data: {
        transaction_id: command.id,
        type: command.purpose,
        position,
        ...(command.actorId === systemId ? {} : { user_id: command.actorId }),
        legs,
        ...(isPosted ? {} : { code }),
      },
    });
  }

  /** Judges an event, once the log has been read up to its position. */
  *take(event: BusEvent): Generator<string> {
    const position = positionOf(event);
    if (position <= this.#lastTold) {
      this.repeated += 1;
      return;
    }
    this.#lastTold = position;
    this.told += 1;
    const { id, ...said } = event;
    const expected = this.#expected.shift();
    if (!isDeepStrictEqual(said, expected))
      yield `event ${id} says ${JSON.stringify(said)}, not ${JSON.stringify(expected)}`;
  }
}

/** Where in the log stands what an event tells of; 0 when it does not say. */
export function positionOf({ data }: BusEvent): number {
  const position: unknown =
    typeof data === 'object' && data !== null ? Reflect.get(data, 'position') : undefined;
  return typeof position === 'number' ? position : 0;
}
