import { AccountTable } from './account-table.ts';
import { Chain } from './chain.ts';
import type { Id } from './command.ts';
import { KeyTable } from './key-table.ts';
import { firstLogic } from './logic.ts';
import { ReplicaTable } from './replica-table.ts';

/** Everything that apply knows. The log alone decides what is in it, so it is the same on every replica. */
export interface LedgerState {
  readonly accounts: AccountTable;
  readonly keys: KeyTable;
  readonly chain: Chain;
  readonly replicas: ReplicaTable;
  readonly keyWindowMs: number;
  readonly maxAccounts: number;
  ledgerId: Id | undefined;
  /** Offset of the next record. */
  nextOffset: number;
  /** Position of the last command, which is the number of commands so far. */
  position: number;
  /** Ledger time, milliseconds since 1970 (rule R7). */
  time: number;
  logicVersion: number;
}

export interface LedgerSettings {
  readonly keyWindowMs: number;
  readonly maxAccounts: number;
}

export function initialState({ keyWindowMs, maxAccounts }: LedgerSettings): LedgerState {
  return {
    accounts: new AccountTable(),
    keys: new KeyTable(),
    chain: new Chain(),
    replicas: new ReplicaTable(),
    keyWindowMs,
    maxAccounts,
    ledgerId: undefined,
    nextOffset: 0,
    position: 0,
    time: 0,
    logicVersion: firstLogic,
  };
}
