import { hash } from 'node:crypto';

/** What the log says about the key of an intent. */
export interface Truth {
  /** Of the first command with this key. */
  readonly position: number;
  readonly code: string;
  readonly commandId: string;
  readonly amount: number;
  readonly fromAccount: string;
  readonly toAccount: string;
  /** Of the one who pays, right after it; undefined when nothing moved. */
  readonly balance: number | undefined;
}

/** How a request to move money ended, for good. */
export interface Decision {
  /** `applied`, or the code of the refusal. */
  readonly code: string;
  readonly at: number;
  /** Of a posted transfer, as answered. */
  readonly posted: Posted | undefined;
}

export interface Posted {
  readonly id: string;
  readonly position: number;
  readonly amount: number;
  readonly balance: number;
}

/** One transfer that somebody wants once, however often it has to be asked for. Times are monotonic milliseconds. */
export interface Intent {
  readonly number: number;
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly amount: number;
  readonly askedAt: number;
  /** How often it was asked for before it was decided. */
  attempts: number;
  decision: Decision | undefined;
  truth: Truth | undefined;
  /** Commands with its key that moved money. More than one is what must never happen. */
  effects: number;
}

/** A person as the checks need them. */
export interface Holder {
  readonly id: string;
  readonly name: string;
}

/** How the service names the default account of a person, worked out here once more. */
export const accountIdOf = (ownerId: string): string => fingerprint('account', ownerId, 'EUR');

/** How a key stands in the log, worked out here once more. */
export const keyFingerprint = (ownerId: string, key: string): string => fingerprint(ownerId, key);

function fingerprint(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}
