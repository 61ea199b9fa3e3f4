import type { Command, CommandKind, Id, Leg, TransferPurpose } from './command.ts';
import type { Decision } from './decision.ts';
import type { DecodedCommand } from './decode.ts';
import { invariant } from './halt.ts';
import { readId } from './id.ts';
import type { OutcomeCode } from './outcome.ts';
import { toCommand, toLeg } from './to-command.ts';

/** One leg as it was posted, with the balances right after it. */
export interface Posting extends Leg {
  readonly fromBalance: number;
  readonly toBalance: number;
}

/** What became of one command. */
export interface Applied {
  /** 1, 2, 3 … over all commands of the log, refused ones too. */
  readonly position: number;
  /** Ledger time, milliseconds since 1970. */
  readonly time: number;
  readonly code: OutcomeCode;
  /** Id of the command. Like everything about the command, undefined when malformed. */
  readonly id: Id | undefined;
  readonly kind: CommandKind | undefined;
  /** Of a transfer. */
  readonly purpose: TransferPurpose | undefined;
  /** The whole command. It costs more to ask for than what stands above. */
  readonly command: Command | undefined;
  /** Position of the first command with this key, when replayed. */
  readonly original?: number;
  /** Index of the offending leg, when a transfer was refused because of one. */
  readonly leg?: number;
  /** One per leg of an applied transfer; otherwise empty. */
  readonly postings: readonly Posting[];
}

/** What became of the commands of one record. */
export interface AppliedBatch {
  readonly offset: number;
  readonly firstPosition: number;
  /** Hash chain after the record, 64 hex digits. */
  readonly chain: string;
  readonly results: readonly Applied[];
}

const noPostings: readonly Posting[] = [];

/**
 * Id, command and postings are made when they are asked for, from the bytes of the record, which must not change
 * meanwhile. A replica that only follows the log never pays for them.
 */
export class AppliedCommand implements Applied {
  readonly position: number;
  readonly time: number;
  readonly code: OutcomeCode;
  declare readonly original?: number;
  declare readonly leg?: number;
  readonly #decoded: DecodedCommand | undefined;
  readonly #balances: readonly number[];
  #id: Id | undefined;
  #command: Command | undefined;
  #postings: readonly Posting[] | undefined;

  constructor(position: number, time: number, decoded: DecodedCommand | undefined, decision: Decision) {
    this.position = position;
    this.time = time;
    this.code = decision.code;
    if (decision.original !== undefined) this.original = decision.original;
    if (decision.leg !== undefined) this.leg = decision.leg;
    this.#decoded = decoded;
    this.#balances = decision.balances;
  }

  get id(): Id | undefined {
    if (this.#decoded !== undefined) this.#id ??= readId(this.#decoded.view, this.#decoded.idAt);
    return this.#id;
  }

  get kind(): CommandKind | undefined {
    return this.#decoded?.kind;
  }

  get purpose(): TransferPurpose | undefined {
    return this.#decoded?.kind === 'transfer' ? this.#decoded.purpose : undefined;
  }

  get command(): Command | undefined {
    if (this.#decoded !== undefined) this.#command ??= toCommand(this.#decoded);
    return this.#command;
  }

  get postings(): readonly Posting[] {
    this.#postings ??= this.#readPostings();
    return this.#postings;
  }

  #readPostings(): readonly Posting[] {
    const decoded = this.#decoded;
    if (this.code !== 'applied' || decoded?.kind !== 'transfer') return noPostings;
    return Array.from({ length: decoded.legCount }, (_, leg) => {
      const { from, to, amount, currency } = toLeg(decoded, leg);
      const [fromBalance, toBalance] = [this.#balance(2 * leg), this.#balance(2 * leg + 1)];
      return { from, to, amount, currency, fromBalance, toBalance };
    });
  }

  #balance(index: number): number {
    const balance = this.#balances[index];
    invariant(balance !== undefined, 'each leg has two balances');
    return balance;
  }
}
