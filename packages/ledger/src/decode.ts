import { ByteReader } from './byte-reader.ts';
import { buildText, chainBytes, codecVersion, commandKinds, firstKind, legBytes, legField } from './codec.ts';
import { type AccountRole, accountRoles, type TransferPurpose, transferPurposes } from './command.ts';
import { currencyNumbers } from './currencies.ts';
import { LedgerHalt } from './halt.ts';
import { idBytes, isSystemId } from './id.ts';
import { limits } from './limits.ts';

/**
 * A command as it stands in its record. Ids stay there and are named by where they start (`…At`), because making
 * strings of them would cost more than applying the command; a currency is its number.
 */
interface Decoded {
  readonly view: DataView;
  readonly idAt: number;
  readonly time: number;
  readonly notAfter: number;
  readonly key: DecodedKey | undefined;
}

export interface DecodedKey {
  /** Of the fingerprint; the request hash follows it. */
  readonly at: number;
  readonly issuedAt: number;
}

export type DecodedGenesis = Decoded & { readonly kind: 'genesis'; readonly ledgerAt: number };

export interface DecodedOpenAccount extends Decoded {
  readonly kind: 'open_account';
  readonly accountAt: number;
  readonly ownerAt: number;
  readonly currency: number;
  readonly role: AccountRole;
}

export interface DecodedTransfer extends Decoded {
  readonly kind: 'transfer';
  readonly purpose: TransferPurpose;
  readonly actorAt: number;
  readonly legCount: number;
  /** Of the first leg; each takes `legBytes`. */
  readonly legsAt: number;
}

export interface DecodedChangeAccount extends Decoded {
  readonly kind: 'freeze' | 'unfreeze' | 'close_account';
  readonly actorAt: number;
  readonly accountAt: number;
}

export type DecodedTick = Decoded & { readonly kind: 'tick' };
export type DecodedAudit = Decoded & {
  readonly kind: 'audit';
  readonly nextOffset: number;
  readonly chainAt: number;
};
export type DecodedSetLogic = Decoded & { readonly kind: 'set_logic'; readonly version: number };

export interface DecodedHello extends Decoded {
  readonly kind: 'hello';
  readonly replicaAt: number;
  readonly lowest: number;
  readonly newest: number;
  readonly buildAt: number;
  readonly buildLength: number;
}

export type DecodedCommand =
  | DecodedGenesis
  | DecodedOpenAccount
  | DecodedTransfer
  | DecodedChangeAccount
  | DecodedTick
  | DecodedAudit
  | DecodedSetLogic
  | DecodedHello;

/** Where one command of a record stands. */
export interface Frame {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the commands of a record; undefined when the record as a whole is malformed. Never throws for any bytes,
 * except:
 *
 * @throws LedgerHalt `logic_unsupported` for a record of another version of the format.
 */
export function splitRecord(record: DataView): Frame[] | undefined {
  if (record.byteLength === 0 || record.byteLength > limits.recordBytes) return undefined;
  const version = record.getUint8(0);
  if (version !== codecVersion)
    throw new LedgerHalt('logic_unsupported', `record format ${version} is unknown`);
  const reader = new ByteReader(record, 1, record.byteLength);
  const count = reader.u16();
  const frames: Frame[] = [];
  for (let i = 0; i < count && !reader.failed; i++) {
    const length = reader.u16();
    const start = reader.skip(length);
    frames.push({ start, end: start + length });
  }
  return reader.complete && count > 0 ? frames : undefined;
}

/** Reads one command; undefined when it is malformed. Never throws, whatever the bytes are. */
export function decodeCommand(view: DataView, { start, end }: Frame): DecodedCommand | undefined {
  if (end - start > limits.commandBytes) return undefined;
  const reader = new ByteReader(view, start, end);
  const kind = commandKinds[reader.u8() - firstKind];
  const keyed = reader.u8();
  const idAt = reader.skip(idBytes);
  const time = reader.u53();
  const notAfter = reader.u53();
  const key = keyed === 1 ? { at: reader.skip(2 * idBytes), issuedAt: reader.u53() } : undefined;
  if (kind === undefined || keyed > 1) return undefined;
  const command = readBody(reader, kind, { view, idAt, time, notAfter, key });
  return reader.complete ? command : undefined;
}

function readBody(reader: ByteReader, kind: DecodedCommand['kind'], decoded: Decoded): DecodedCommand {
  // Object literals are evaluated from left to right, so the fields are read in the order of the grammar.
  switch (kind) {
    case 'genesis':
      return { kind, ...decoded, ledgerAt: reader.skip(idBytes) };
    case 'open_account':
      return readOpenAccount(reader, decoded);
    case 'transfer':
      return readTransfer(reader, decoded);
    case 'freeze':
    case 'unfreeze':
    case 'close_account':
      return { kind, ...decoded, actorAt: reader.skip(idBytes), accountAt: reader.skip(idBytes) };
    case 'tick':
      return { kind, ...decoded };
    case 'audit':
      return { kind, ...decoded, nextOffset: reader.u53(), chainAt: reader.skip(chainBytes) };
    case 'set_logic':
      return { kind, ...decoded, version: reader.u32() };
    case 'hello':
      return readHello(reader, decoded);
    default:
      return kind satisfies never;
  }
}

function readOpenAccount(reader: ByteReader, decoded: Decoded): DecodedOpenAccount {
  const accountAt = reader.skip(idBytes);
  const ownerAt = reader.skip(idBytes);
  const currency = reader.u16();
  const role = oneOf(reader, accountRoles);
  if (currency >= currencyNumbers) reader.fail();
  if (!reader.failed && role === 'system' && !isSystemId(decoded.view, ownerAt)) reader.fail();
  return { kind: 'open_account', ...decoded, accountAt, ownerAt, currency, role };
}

function readTransfer(reader: ByteReader, decoded: Decoded): DecodedTransfer {
  const purpose = oneOf(reader, transferPurposes);
  const actorAt = reader.skip(idBytes);
  const legCount = reader.u8();
  if (legCount === 0 || legCount > limits.legs) reader.fail();
  let legsAt = -1;
  for (let leg = 0; leg < legCount && !reader.failed; leg++) {
    const at = reader.skip(legField.amount);
    if (leg === 0) legsAt = at;
    const amount = reader.u53();
    const currency = reader.u16();
    if (amount === 0 || currency >= currencyNumbers) reader.fail();
  }
  return { kind: 'transfer', ...decoded, purpose, actorAt, legCount, legsAt };
}

function readHello(reader: ByteReader, decoded: Decoded): DecodedHello {
  const replicaAt = reader.skip(idBytes);
  const [lowest, newest] = [reader.u32(), reader.u32()];
  const buildLength = reader.u8();
  const buildAt = reader.skip(buildLength);
  if (lowest === 0 || lowest > newest || buildLength > buildText.length) reader.fail();
  for (let i = 0; i < buildLength && !reader.failed; i++) {
    const character = decoded.view.getUint8(buildAt + i);
    if (character < buildText.first || character > buildText.last) reader.fail();
  }
  return { kind: 'hello', ...decoded, replicaAt, lowest, newest, buildAt, buildLength };
}

/** Reads the index of one of `values`. */
function oneOf<Value>(reader: ByteReader, values: readonly [Value, ...Value[]]): Value {
  const value = values[reader.u8()];
  if (value === undefined) reader.fail();
  return value ?? values[0];
}

/** Where leg number `leg` of a transfer starts. */
export function legAt(transfer: DecodedTransfer, leg: number): number {
  return transfer.legsAt + leg * legBytes;
}

/** Amount of the leg that starts at `at`, in minor units. */
export function legAmount(transfer: DecodedTransfer, at: number): number {
  const amountAt = at + legField.amount;
  return transfer.view.getUint32(amountAt) * 2 ** 32 + transfer.view.getUint32(amountAt + 4);
}

/** Currency number of the leg that starts at `at`. */
export function legCurrency(transfer: DecodedTransfer, at: number): number {
  return transfer.view.getUint16(at + legField.currency);
}
