import type { AccountView } from './account-table.ts';
import { type Applied, type AppliedBatch, AppliedCommand } from './applied.ts';
import { applyCommand } from './apply.ts';
import type { Sha256 } from './chain.ts';
import type { Id } from './command.ts';
import { type Decision, decided } from './decision.ts';
import { type DecodedCommand, decodeCommand, splitRecord } from './decode.ts';
import { LedgerHalt } from './halt.ts';
import { absent } from './hash-slots.ts';
import { isId, viewOfId } from './id.ts';
import type { ReplicaView } from './replica-table.ts';
import { restoreState, takeSnapshot } from './snapshot.ts';
import { initialState, type LedgerSettings, type LedgerState } from './state.ts';

export interface LedgerOptions {
  /** SHA-256; injected because the ledger imports nothing. */
  readonly sha256: Sha256;
  /** How long idempotency keys are remembered, in milliseconds of ledger time. Default 48 hours. */
  readonly keyWindowMs?: number;
  /** Default 16,000,000. */
  readonly maxAccounts?: number;
}

const hourMs = 3_600_000;

/**
 * The state machine that decides what the commands of a log do (design: "the log decides"). Feed it every record in
 * order; it never waits, fails or asks anybody. All replicas of one ledger need the same `keyWindowMs` and
 * `maxAccounts`, since these decide outcomes.
 *
 * ```ts
 * const ledger = new Ledger({ sha256 });
 * const record = encodeRecord([encodeCommand(genesis), encodeCommand(openAccount)]);
 * const { results } = ledger.applyRecord(ledger.nextOffset, record);
 * ```
 */
export class Ledger {
  readonly #sha256: Sha256;
  #state: LedgerState;
  #halt: LedgerHalt | undefined;

  constructor(options: LedgerOptions) {
    this.#sha256 = options.sha256;
    this.#state = initialState(settingsOf(options));
  }

  /**
   * The ledger as it was when the snapshot was taken.
   *
   * @throws LedgerHalt `snapshot_corrupt` when it is torn or damaged, or was taken under other settings.
   */
  static restore(options: LedgerOptions, snapshot: Uint8Array): Ledger {
    const ledger = new Ledger(options);
    ledger.#state = restoreState(settingsOf(options), snapshot, options.sha256);
    return ledger;
  }

  /** Undefined before the genesis. */
  get ledgerId(): Id | undefined {
    return this.#state.ledgerId;
  }

  /** Offset of the record to apply next. */
  get nextOffset(): number {
    return this.#state.nextOffset;
  }

  /** Number of commands so far; the position of the last one. */
  get position(): number {
    return this.#state.position;
  }

  /** Ledger time, milliseconds since 1970 (rule R7). */
  get time(): number {
    return this.#state.time;
  }

  /** Hash chain over everything so far, 64 hex digits (rule R5). */
  get chain(): string {
    return this.#state.chain.hex(this.#state.nextOffset);
  }

  get logicVersion(): number {
    return this.#state.logicVersion;
  }

  /** Replicas heard from lately, the last one last. */
  get replicas(): readonly ReplicaView[] {
    return this.#state.replicas.list();
  }

  /** Position of the command that brought an idempotency key; undefined when it is not known, or not any more. */
  positionOfKey(key: Id): number | undefined {
    if (!isId(key)) return undefined;
    const known = this.#state.keys.find(viewOfId(key), 0);
    return known === absent ? undefined : this.#state.keys.position(known);
  }

  get accountCount(): number {
    return this.#state.accounts.size;
  }

  account(id: Id): AccountView | undefined {
    if (!isId(id)) return undefined;
    const account = this.#state.accounts.find(viewOfId(id), 0);
    return account === absent ? undefined : this.#state.accounts.view(account);
  }

  /** Sum of all balances by currency, added up anew: always 0. Takes time in proportion to the accounts. */
  totals(): Map<string, number> {
    return this.#state.accounts.totals();
  }

  /** The whole state, to be restored later. Throws the halt of a halted ledger. */
  snapshot(): Uint8Array {
    if (this.#halt !== undefined) throw this.#halt;
    return takeSnapshot(this.#state, this.#sha256);
  }

  /**
   * Applies the commands of the next record. The bytes may be anything; they must not change afterwards, as the
   * results refer to them.
   *
   * @throws LedgerHalt `log_gap`, `logic_unsupported`, `audit_mismatch`, `foreign_ledger`, `invariant_broken`; the
   *   ledger is of no use then, and every later call throws the same.
   */
  applyRecord(offset: number, bytes: Uint8Array): AppliedBatch {
    if (this.#halt !== undefined) throw this.#halt;
    try {
      return this.#apply(offset, bytes);
    } catch (error) {
      this.#halt =
        error instanceof LedgerHalt
          ? error
          : new LedgerHalt('invariant_broken', 'apply must be total', { cause: error });
      throw this.#halt;
    }
  }

  #apply(offset: number, bytes: Uint8Array): AppliedBatch {
    const state = this.#state;
    if (offset !== state.nextOffset)
      throw new LedgerHalt('log_gap', `${offset} came, not ${state.nextOffset}`);
    const firstPosition = state.position + 1;
    const results: Applied[] = [];
    state.chain.begin(offset, bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const frames = splitRecord(view);
    if (frames === undefined) results.push(this.#decide(undefined));
    else for (const frame of frames) results.push(this.#decide(decodeCommand(view, frame)));
    state.chain.end(offset, this.#sha256);
    state.nextOffset++;
    return { offset, firstPosition, chain: this.chain, results };
  }

  #decide(command: DecodedCommand | undefined): Applied {
    const state = this.#state;
    state.position++;
    const decision: Decision = command === undefined ? decided('malformed') : applyCommand(state, command);
    if (state.ledgerId === undefined)
      throw new LedgerHalt('foreign_ledger', 'a ledger starts with its genesis');
    state.chain.add(state.position, decision);
    const known = decision.code === 'malformed' ? undefined : command;
    return new AppliedCommand(state.position, state.time, known, decision);
  }
}

function settingsOf({ keyWindowMs = 48 * hourMs, maxAccounts = 16_000_000 }: LedgerOptions): LedgerSettings {
  return { keyWindowMs, maxAccounts };
}
