import { ProblemError } from '@fintech/contracts';
import type { Applied, Id, Idempotency, OutcomeCode } from '@fintech/ledger';
import type { Clock, EntryStore, OutcomeRow } from '@fintech/ports';
import { fingerprint } from './fingerprint.ts';
import type { CommandBody } from './ledger/command-body.ts';
import type { Replica } from './ledger/replica.ts';
import { undefinedInOutage } from './outage.ts';

/** A request as the caller identifies it. */
export interface KeyedRequest {
  readonly callerId: Id;
  /** The Idempotency-Key header. */
  readonly key: string;
  /** Everything that makes two requests the same request. */
  readonly meaning: readonly (string | number)[];
}

/** What was decided about a request, now or the first time it came. */
export interface Decision {
  readonly code: OutcomeCode | string;
  /** Kind of that command. */
  readonly kind: string;
  /** Id of the command that was decided; for transfers the id of the transaction. */
  readonly commandId: Id;
  readonly position: number;
  /** Present when it was decided just now. */
  readonly applied?: Applied;
}

/** Gives commands to the ledger such that a repeated request is answered like the first one (rule R2). */
export class KeyedCommands {
  readonly #replica: Replica;
  readonly #entryStore: EntryStore;
  readonly #clock: Clock;
  #submitted = 0;

  constructor(replica: Replica, entryStore: EntryStore, clock: Clock) {
    this.#replica = replica;
    this.#entryStore = entryStore;
    this.#clock = clock;
  }

  /** Requests given to the log since the start, repeats included. */
  get submitted(): number {
    return this.#submitted;
  }

  async submit(request: KeyedRequest, body: CommandBody, annotation?: string): Promise<Decision> {
    const idempotency = this.#idempotency(request);
    this.#submitted += 1;
    const options = annotation === undefined ? {} : { annotation };
    const applied = await this.#replica.submit({ ...body, idempotency }, options);
    const { code, position, original, id = '' } = applied;
    if (code === 'replayed' && original !== undefined) return this.decisionAt(original);
    return { code, kind: body.kind, commandId: id, position, applied };
  }

  /** Position of the command that brought a key; undefined when none has come, or it is forgotten. */
  positionOf(callerId: Id, key: string): number | undefined {
    return this.#replica.ledger.positionOfKey(fingerprint(callerId, key));
  }

  #idempotency({ callerId, key, meaning }: KeyedRequest): Idempotency {
    return {
      key: fingerprint(callerId, key),
      requestHash: fingerprint(...meaning),
      issuedAt: this.#issuedAt(key),
    };
  }

  /** A key from the far future would be remembered as long, and with it every key that comes after it. */
  #issuedAt(key: string): number {
    const now = this.#clock.now();
    const issuedAt = timeOfUuid(key) ?? now;
    if (issuedAt <= now + clockToleranceMs) return issuedAt;
    throw new ProblemError('invalid_idempotency_key', {
      detail: 'The time in this version 7 UUID lies in the future. Is the clock right?',
    });
  }

  /** @throws ProblemError `outcome_unknown` when the read model, which knows it, does not answer */
  async decisionAt(position: number): Promise<Decision> {
    const outcome = this.#replica.unwritten(position)?.outcome ?? (await this.#storedOutcome(position));
    // The request was carried out or refused before, but we cannot see which; the same request will tell later.
    if (outcome === undefined) throw new ProblemError('outcome_unknown', { retryAfterSeconds: 1 });
    return { code: outcome.code, kind: outcome.kind, commandId: outcome.commandId, position };
  }

  async #storedOutcome(position: number): Promise<OutcomeRow | undefined> {
    const outcomes = await undefinedInOutage(this.#entryStore.outcomes(position, position));
    return outcomes?.[0];
  }
}

/** How far a client's clock may run ahead of ours. */
const clockToleranceMs = 60_000;
const uuidVersion7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * When a version 7 UUID was made, in milliseconds since 1970 (RFC 9562 §5.7). Such a key tells its own age, so it is
 * refused, instead of carried out twice, when it comes back after the ledger has forgotten it (rule R3).
 */
function timeOfUuid(key: string): number | undefined {
  const match = uuidVersion7.exec(key);
  return match === null ? undefined : Number.parseInt(`${match[1]}${match[2]}`, 16);
}
