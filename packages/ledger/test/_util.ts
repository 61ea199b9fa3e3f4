import { createHash } from 'node:crypto';
import {
  type Applied,
  type Command,
  type Envelope,
  encodeCommand,
  encodeRecord,
  type Id,
  Ledger,
  type LedgerOptions,
  logicVersions,
  systemId,
} from '../src/index.ts';

export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/** An id that says which one it is: `id(7)` ends in 7. */
export function id(number: number): Id {
  return number.toString(16).padStart(32, '0');
}

export const world = id(0xff);
export const alice = id(0xa);
export const bob = id(0xb);
export const aliceAccount = id(0xa1);
export const bobAccount = id(0xb1);

/** `Omit` for each member of a union by itself. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** A command of which the envelope may be left out. */
export type Draft = Without<Command, keyof Envelope> & Partial<Envelope>;

export const startTime = 1_000_000;

export const drafts = {
  genesis: { kind: 'genesis', ledgerId: id(1) },
  openWorld: { kind: 'open_account', accountId: world, ownerId: systemId, currency: 'EUR', role: 'system' },
  openAlice: {
    kind: 'open_account',
    accountId: aliceAccount,
    ownerId: alice,
    currency: 'EUR',
    role: 'customer',
  },
  openBob: { kind: 'open_account', accountId: bobAccount, ownerId: bob, currency: 'EUR', role: 'customer' },
} as const satisfies Record<string, Draft>;

export function command(draft: Draft): Command {
  return { id: id(0xc0), time: startTime, notAfter: Number.MAX_SAFE_INTEGER, ...draft };
}

export function record(...commands: readonly Draft[]): Uint8Array {
  return encodeRecord(commands.map(draft => encodeCommand(command(draft))));
}

export function emptyLedger(options: Partial<LedgerOptions> = {}): Ledger {
  return new Ledger({ sha256, ...options });
}

/** A ledger of the given logic version, with a world, and accounts of Alice and Bob at balance zero: five commands. */
export function openedLedger(
  options: Partial<LedgerOptions> = {},
  version: number = logicVersions.newest,
): Ledger {
  const ledger = emptyLedger(options);
  const { genesis, openWorld, openAlice, openBob } = drafts;
  ledger.applyRecord(0, record(genesis, { kind: 'set_logic', version }, openWorld, openAlice, openBob));
  return ledger;
}

/** Applies one command as a record of its own. */
export function apply(ledger: Ledger, draft: Draft): Applied {
  const [result] = ledger.applyRecord(ledger.nextOffset, record(draft)).results;
  if (result === undefined) throw new Error('a record has a result per command');
  return result;
}

export function transfer(
  from: Id,
  to: Id,
  amount: number,
  actorId: Id,
  extra: Partial<Envelope> = {},
): Draft {
  return {
    kind: 'transfer',
    purpose: 'transfer',
    actorId,
    legs: [{ from, to, amount, currency: 'EUR' }],
    ...extra,
  };
}

export function deposit(to: Id, amount: number, extra: Partial<Envelope> = {}): Draft {
  return transfer(world, to, amount, systemId, extra);
}

export function keyed(key: number, requestHash: number, issuedAt = startTime): Partial<Envelope> {
  return { idempotency: { key: id(key), requestHash: requestHash.toString(16).padEnd(32, '0'), issuedAt } };
}
