export type { AccountStatus, AccountView } from './account-table.ts';
export type { Applied, AppliedBatch, Posting } from './applied.ts';
export {
  type AccountRole,
  type Audit,
  accountRoles,
  type ChangeAccount,
  type Command,
  type CommandKind,
  type Envelope,
  type Genesis,
  type Hello,
  type Id,
  type Idempotency,
  type Leg,
  type OpenAccount,
  type SetLogic,
  systemId,
  type Tick,
  type Transfer,
  type TransferPurpose,
  transferPurposes,
} from './command.ts';
export { currencies, currencyExponent } from './currencies.ts';
export { decodeRecord } from './decode-record.ts';
export { encodeCommand, encodeRecord } from './encode.ts';
export { type HaltCode, LedgerHalt } from './halt.ts';
export { Ledger, type LedgerOptions } from './ledger.ts';
export { limits } from './limits.ts';
export { logicVersions } from './logic.ts';
export { maxTimeStepMs } from './logic-2/moved-time.ts';
export { moneyMax } from './money.ts';
export { type OutcomeCode, outcomeCodes } from './outcome.ts';
export type { ReplicaView } from './replica-table.ts';
