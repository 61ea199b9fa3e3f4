/** 128 bits as 32 lowercase hex digits. Opaque: no personal data may be derived from it (rule R18). */
export type Id = string;

/** The id of nobody: the owner of system accounts and the actor of commands the system gives itself. */
export const systemId: Id = '0'.repeat(32);

/** Makes a repeated request recognisable (rule R2). */
export interface Idempotency {
  /** Fingerprint of the caller and the key the caller chose. */
  readonly key: Id;
  /** Fingerprint of the request's meaning; another one under the same key is a conflict. */
  readonly requestHash: Id;
  /** When the key was made, milliseconds since 1970. Commands older than the key window are refused (rule R3). */
  readonly issuedAt: number;
}

/** What every command carries. Times are milliseconds since 1970, 0 … 2^53−1. */
export interface Envelope {
  /** Unique per command; the answer is found by it (rule R1). */
  readonly id: Id;
  /** Time stamped by whoever appended it. Ledger time is the largest seen so far (rule R7). */
  readonly time: number;
  /** Ledger time after which the command is refused (rule R3). */
  readonly notAfter: number;
  readonly idempotency?: Idempotency;
}

export const transferPurposes = ['transfer', 'deposit', 'withdrawal'] as const;
export type TransferPurpose = (typeof transferPurposes)[number];

/** One movement. It debits one account and credits another, so every transfer sums to zero by its shape. */
export interface Leg {
  readonly from: Id;
  readonly to: Id;
  /** Minor units, 1 … 2^53−1. */
  readonly amount: number;
  /** ISO 4217 code that both accounts must have. */
  readonly currency: string;
}

export const accountRoles = ['customer', 'system'] as const;
/** A customer account never goes below zero. A system account (the outside world) may. */
export type AccountRole = (typeof accountRoles)[number];

/** First command of every log; names the ledger (rule R14). */
export interface Genesis extends Envelope {
  readonly kind: 'genesis';
  readonly ledgerId: Id;
}

export interface OpenAccount extends Envelope {
  readonly kind: 'open_account';
  readonly accountId: Id;
  readonly ownerId: Id;
  readonly currency: string;
  readonly role: AccountRole;
}

/** 1 … 64 legs, posted together or not at all, as if one after another. */
export interface Transfer extends Envelope {
  readonly kind: 'transfer';
  readonly purpose: TransferPurpose;
  /** Must own every account that is debited. */
  readonly actorId: Id;
  readonly legs: readonly Leg[];
}

/** `freeze`: nothing goes in or out. `unfreeze`: undoes it. `close`: for good, only at balance zero. */
export interface ChangeAccount extends Envelope {
  readonly kind: 'freeze' | 'unfreeze' | 'close_account';
  readonly actorId: Id;
  readonly accountId: Id;
}

/** Lets ledger time pass when nothing else happens (rule R7). */
export interface Tick extends Envelope {
  readonly kind: 'tick';
}

/** States the hash chain as it was after the record before `nextOffset`; another value halts the replica (rule R5). */
export interface Audit extends Envelope {
  readonly kind: 'audit';
  readonly nextOffset: number;
  /** 64 hex digits. */
  readonly chain: string;
}

/** A replica introduces itself, when it starts and now and then (rule R8). Known from logic version 2 on. */
export interface Hello extends Envelope {
  readonly kind: 'hello';
  readonly replicaId: Id;
  /** Versions of the logic that it has, the lowest and the newest: 1 … 2^32−1. */
  readonly supports: readonly [lowest: number, newest: number];
  /** What runs there, for whoever reads the log later: up to 64 printable ASCII characters. */
  readonly build: string;
}

/** Switches the rules from the next command on (rule R8). */
export interface SetLogic extends Envelope {
  readonly kind: 'set_logic';
  readonly version: number;
}

export type Command = Genesis | OpenAccount | Transfer | ChangeAccount | Tick | Audit | SetLogic | Hello;
export type CommandKind = Command['kind'];
