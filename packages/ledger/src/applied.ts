import type { Command, Leg } from './command.ts';
import type { Decision } from './decision.ts';
import type { DecodedCommand } from './decode.ts';
import { invariant } from './halt.ts';
import type { OutcomeCode } from './outcome.ts';
import { toCommand } from './to-command.ts';

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
  /** Undefined when malformed. */
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

/**
 * The command and the postings are made when they are asked for, from the bytes of the record, which must not change
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
  #command: Command | undefined;

  constructor(position: number, time: number, decoded: DecodedCommand | undefined, decision: Decision) {
    this.position = position;
    this.time = time;
    this.code = decision.code;
    if (decision.original !== undefined) this.original = decision.original;
    if (decision.leg !== undefined) this.leg = decision.leg;
    this.#decoded = decoded;
    this.#balances = decision.balances;
  }

  get command(): Command | undefined {
    if (this.#decoded !== undefined) this.#command ??= toCommand(this.#decoded);
    return this.#command;
  }

  get postings(): readonly Posting[] {
    const { command } = this;
    if (this.code !== 'applied' || command?.kind !== 'transfer') return [];
    return command.legs.map((leg, i) => ({
      ...leg,
      fromBalance: this.#balance(2 * i),
      toBalance: this.#balance(2 * i + 1),
    }));
  }

  #balance(index: number): number {
    const balance = this.#balances[index];
    invariant(balance !== undefined, 'each leg has two balances');
    return balance;
  }
}
