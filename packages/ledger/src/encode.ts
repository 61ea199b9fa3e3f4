import { ByteWriter } from './byte-writer.ts';
import { buildText, codecVersion, commandKinds, firstKind } from './codec.ts';
import {
  accountRoles,
  type Command,
  type Hello,
  type Leg,
  type OpenAccount,
  systemId,
  type Transfer,
  transferPurposes,
} from './command.ts';
import { currencyNumber } from './currencies.ts';
import { idBytes } from './id.ts';
import { limits } from './limits.ts';
import { isAmount } from './money.ts';

/**
 * Commands are written one after another into a slab that they share: a buffer each would cost more than the writing.
 */
const slabBytes = 65_536;
let slab = new ByteWriter(slabBytes);

/**
 * A command as it stands in a record. Its bytes share a buffer with others.
 *
 * @throws RangeError for values that the format has no place for: ids that are not 32 lowercase hex digits, times and
 *   amounts out of range, currencies that are not three capital letters, no legs or more than 64, a system account
 *   that is not owned by `systemId`.
 */
export function encodeCommand(command: Command): Uint8Array {
  if (slab.length + limits.commandBytes > slabBytes) slab = new ByteWriter(slabBytes);
  const writer = slab;
  const start = writer.length;
  writer.u8(firstKind + commandKinds.indexOf(command.kind));
  const { idempotency } = command;
  writer.u8(idempotency ? 1 : 0);
  writeId(writer, command.id);
  writeWhole(writer, command.time);
  writeWhole(writer, command.notAfter);
  if (idempotency) {
    writeId(writer, idempotency.key);
    writeId(writer, idempotency.requestHash);
    writeWhole(writer, idempotency.issuedAt);
  }
  writeBody(writer, command);
  return writer.written(start);
}

/**
 * The group of commands that is one log record; they are applied in this order.
 *
 * @throws RangeError without commands, or when they are larger than {@link limits} allows.
 */
export function encodeRecord(encodedCommands: readonly Uint8Array[]): Uint8Array {
  check(encodedCommands.length > 0, 'a record has at least one command');
  const writer = new ByteWriter(encodedCommands.reduce((sum, command) => sum + 2 + command.length, 3));
  writer.u8(codecVersion);
  writer.u16(encodedCommands.length);
  for (const command of encodedCommands) {
    check(command.length <= limits.commandBytes, `a command has at most ${limits.commandBytes} bytes`);
    writer.u16(command.length);
    writer.bytes(command);
  }
  const record = writer.written();
  check(record.length <= limits.recordBytes, `a record has at most ${limits.recordBytes} bytes`);
  return record;
}

function writeBody(writer: ByteWriter, command: Command): void {
  switch (command.kind) {
    case 'genesis':
      writeId(writer, command.ledgerId);
      break;
    case 'open_account':
      writeOpenAccount(writer, command);
      break;
    case 'transfer':
      writeTransfer(writer, command);
      break;
    case 'freeze':
    case 'unfreeze':
    case 'close_account':
      writeId(writer, command.actorId);
      writeId(writer, command.accountId);
      break;
    case 'tick':
      break;
    case 'audit':
      check(/^[0-9a-f]{64}$/.test(command.chain), 'a chain value is 64 lowercase hex digits');
      writeWhole(writer, command.nextOffset);
      writer.hex(command.chain);
      break;
    case 'set_logic':
      check(command.version === command.version >>> 0, 'a logic version is a whole number of 32 bits');
      writer.u32(command.version);
      break;
    case 'hello':
      writeHello(writer, command);
      break;
    default:
      command satisfies never;
  }
}

function writeOpenAccount(writer: ByteWriter, command: OpenAccount): void {
  check(command.role === 'customer' || command.ownerId === systemId, 'system accounts are owned by systemId');
  writeId(writer, command.accountId);
  writeId(writer, command.ownerId);
  writeCurrency(writer, command.currency);
  writer.u8(accountRoles.indexOf(command.role));
}

function writeHello(writer: ByteWriter, { replicaId, supports, build }: Hello): void {
  const [lowest, newest] = supports;
  const isRange = lowest >= 1 && lowest <= newest && newest === newest >>> 0 && Number.isInteger(lowest);
  check(isRange, 'logic versions are whole numbers of 32 bits, the lowest first');
  check(build.length <= buildText.length, `a build has at most ${buildText.length} characters`);
  writeId(writer, replicaId);
  writer.u32(lowest);
  writer.u32(newest);
  writer.u8(build.length);
  for (let i = 0; i < build.length; i++) {
    const character = build.charCodeAt(i);
    check(character >= buildText.first && character <= buildText.last, 'a build is printable ASCII');
    writer.u8(character);
  }
}

function writeTransfer(writer: ByteWriter, { purpose, actorId, legs }: Transfer): void {
  check(legs.length >= 1 && legs.length <= limits.legs, `a transfer has 1 … ${limits.legs} legs`);
  writer.u8(transferPurposes.indexOf(purpose));
  writeId(writer, actorId);
  writer.u8(legs.length);
  for (const leg of legs) writeLeg(writer, leg);
}

function writeLeg(writer: ByteWriter, leg: Leg): void {
  check(isAmount(leg.amount), 'an amount is a whole number, 1 … 2^53−1');
  writeId(writer, leg.from);
  writeId(writer, leg.to);
  writer.i64(leg.amount);
  writeCurrency(writer, leg.currency);
}

function writeId(writer: ByteWriter, id: string): void {
  check(id.length === 2 * idBytes && writer.hex(id), 'an id is 32 lowercase hex digits');
}

function writeWhole(writer: ByteWriter, value: number): void {
  check(Number.isSafeInteger(value) && value >= 0, 'a time or an offset is a whole number, 0 … 2^53−1');
  writer.i64(value);
}

function writeCurrency(writer: ByteWriter, code: string): void {
  const number = currencyNumber(code);
  check(number >= 0, 'a currency is three capital letters');
  writer.u16(number);
}

function check(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new RangeError(rule);
}
