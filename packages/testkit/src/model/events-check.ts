import { isDeepStrictEqual } from 'node:util';
import { type Applied, type Id, systemId } from '@fintech/ledger';
import type { BusEvent } from '@fintech/ports';

/** So many events are remembered, to be compared when they come again. */
const remembered = 10_000;

/**
 * Holds the events about transfers against the log (I11): none missing, none invented, in order, and saying what the log says.
 * An event may come again, behind later ones; it must be the same one then.
 */
export class EventsCheck {
  readonly #ownerOf: (accountId: Id) => Id | undefined;
  /** Not told yet, in the order of the log. */
  readonly #expected: Omit<BusEvent, 'id'>[] = [];
  /** The last ones that were told, by position. */
  readonly #recent = new Map<number, BusEvent>();
  #lastTold = 0;
  told = 0;
  repeated = 0;

  constructor(ownerOf: (accountId: Id) => Id | undefined) {
    this.#ownerOf = ownerOf;
  }

  /** Transfers that no event has told of. */
  get missing(): number {
    return this.#expected.length;
  }

  /** Takes note of what others must be told about, right after it was applied. */
  expect(applied: Applied): void {
    const { command, code, position, time } = applied;
    if (command?.kind !== 'transfer' || code === 'replayed') return;
    const legs = command.legs.map(({ from, to, amount, currency }, index) => {
      const posting = applied.postings[index];
      return {
        from: this.#end(from, posting?.fromBalance),
        to: this.#end(to, posting?.toBalance),
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
        // Whose account it is that may not be used is not told.
        ...(isPosted ? {} : { code: code === 'account_not_owned' ? 'account_not_found' : code }),
      },
    });
  }

  /** Judges an event, once the log has been read up to its position. */
  *take(event: BusEvent): Generator<string> {
    const position = positionOf(event);
    if (position <= this.#lastTold) {
      this.repeated += 1;
      const known = this.#recent.get(position);
      if (known !== undefined && !isDeepStrictEqual(event, known))
        yield `event ${event.id} came again, and says ${JSON.stringify(event)} now, not ${JSON.stringify(known)}`;
      return;
    }
    this.#lastTold = position;
    this.told += 1;
    this.#remember(position, event);
    const { id, ...said } = event;
    const expected = this.#expected.shift();
    if (!isDeepStrictEqual(said, expected))
      yield `event ${id} says ${JSON.stringify(said)}, not ${JSON.stringify(expected)}`;
  }

  #end(accountId: Id, balance: number | undefined): object {
    const owner = this.#ownerOf(accountId);
    const user = owner === undefined || owner === systemId ? {} : { user_id: owner };
    return { account_id: accountId, ...user, ...(balance === undefined ? {} : { balance }) };
  }

  #remember(position: number, event: BusEvent): void {
    this.#recent.set(position, event);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > remembered && oldest !== undefined) this.#recent.delete(oldest);
  }
}

/** Where in the log stands what an event tells of; 0 when it does not say. */
export function positionOf({ data }: BusEvent): number {
  const position: unknown =
    typeof data === 'object' && data !== null ? Reflect.get(data, 'position') : undefined;
  return typeof position === 'number' ? position : 0;
}
