import type { CommandKind } from './command.ts';

/**
 * The wire format of log records. Integers are big-endian; `u53` is a u64 of at most 2^53−1.
 *
 * ```
 * record   = version:u8 count:u16 { length:u16 command }          count ≥ 1; nothing may follow
 * command  = kind:u8 keyed:u8 id time:u53 not_after:u53 [ key ] body
 * key      = fingerprint:16 request_hash:16 issued_at:u53         present when keyed is 1; else keyed is 0
 *
 * body     = genesis       ledger_id:16
 *          | open_account  account_id:16 owner_id:16 currency role:u8
 *          | transfer      purpose:u8 actor_id:16 count:u8 { leg }          1 … 64 legs
 *          | freeze        actor_id:16 account_id:16
 *          | unfreeze      actor_id:16 account_id:16
 *          | close_account actor_id:16 account_id:16
 *          | tick
 *          | audit         next_offset:u53 chain:32
 *          | set_logic     version:u32
 *          | hello         replica_id:16 lowest:u32 newest:u32 length:u8 { character:u8 }   1 ≤ lowest ≤ newest; build of
 *                                                                         at most 64 characters, each 32 … 126
 *
 * leg      = from:16 to:16 amount:u53 currency                    amount ≥ 1
 * id       = 16 bytes
 * currency = u16, the three letters as a number in base 26 (A = 0)
 * kind     = 1 … 10 in the order above; role and purpose count from 0 in the order of command.ts
 * ```
 *
 * An account of role `system` is owned by `systemId` and no other owner has one, since it may go below zero.
 *
 * A record of another version is not wrong, only newer: the replica halts and lets a newer one go on.
 */
export const codecVersion = 1;

/** Only ever add at the end. */
export const commandKinds = [
  'genesis',
  'open_account',
  'transfer',
  'freeze',
  'unfreeze',
  'close_account',
  'tick',
  'audit',
  'set_logic',
  'hello',
] as const satisfies readonly CommandKind[];

export const firstKind = 1;
export const chainBytes = 32;
export const legBytes = 42;

/** Of the text in a hello: its longest, and the codes that its characters may have. */
export const buildText = { length: 64, first: 32, last: 126 } as const;

/** Where the fields of a leg stand. */
export const legField = { from: 0, to: 16, amount: 32, currency: 40 } as const;
