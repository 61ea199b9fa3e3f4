import { type Command, systemId } from '../src/index.ts';
import { id } from './_util.ts';

const envelope = { id: id(0xc0), time: 1_700_000_000_123, notAfter: 1_700_000_060_000 };
const idempotency = { key: id(0xe1), requestHash: 'ab'.repeat(16), issuedAt: 1_700_000_000_001 };

/**
 * Commands of every kind and their bytes. Logs with such bytes exist, so an entry never changes; a new kind or a new
 * version adds one.
 */
export const golden = {
  genesis: {
    command: { kind: 'genesis', ...envelope, ledgerId: id(0x1) },
    hex:
      '0100000000000000000000000000000000c00000018bcfe5687b0000018bcfe652600000000000000000000000000000' +
      '0001',
  },
  openAccount: {
    command: {
      kind: 'open_account',
      ...envelope,
      accountId: id(0xa1),
      ownerId: id(0xa),
      currency: 'EUR',
      role: 'customer',
    },
    hex:
      '0200000000000000000000000000000000c00000018bcfe5687b0000018bcfe652600000000000000000000000000000' +
      '00a10000000000000000000000000000000a0ca900',
  },
  openSystemAccount: {
    command: {
      kind: 'open_account',
      ...envelope,
      accountId: id(0xff),
      ownerId: systemId,
      currency: 'ZWG',
      role: 'system',
    },
    hex:
      '0200000000000000000000000000000000c00000018bcfe5687b0000018bcfe652600000000000000000000000000000' +
      '00ff00000000000000000000000000000000444601',
  },
  transfer: {
    command: {
      kind: 'transfer',
      ...envelope,
      purpose: 'transfer',
      actorId: id(0xa),
      legs: [{ from: id(0xa1), to: id(0xb1), amount: 1, currency: 'EUR' }],
    },
    hex:
      '0300000000000000000000000000000000c00000018bcfe5687b0000018bcfe652600000000000000000000000000000' +
      '00000a01000000000000000000000000000000a1000000000000000000000000000000b100000000000000010ca9',
  },
  keyedDeposit: {
    command: {
      kind: 'transfer',
      ...envelope,
      idempotency,
      purpose: 'deposit',
      actorId: systemId,
      legs: [
        { from: id(0xff), to: id(0xa1), amount: Number.MAX_SAFE_INTEGER, currency: 'AAA' },
        { from: id(0xff), to: id(0xb1), amount: 2 ** 32, currency: 'ZZZ' },
      ],
    },
    hex:
      '0301000000000000000000000000000000c00000018bcfe5687b0000018bcfe652600000000000000000000000000000' +
      '00e1abababababababababababababababab0000018bcfe5680101000000000000000000000000000000000200000000' +
      '0000000000000000000000ff000000000000000000000000000000a1001fffffffffffff000000000000000000000000' +
      '0000000000ff000000000000000000000000000000b1000000010000000044a7',
  },
  withdrawal: {
    command: {
      kind: 'transfer',
      ...envelope,
      purpose: 'withdrawal',
      actorId: id(0xa),
      legs: [{ from: id(0xa1), to: id(0xff), amount: 1234, currency: 'JPY' }],
    },
    hex:
      '0300000000000000000000000000000000c00000018bcfe5687b0000018bcfe652600200000000000000000000000000' +
      '00000a01000000000000000000000000000000a1000000000000000000000000000000ff00000000000004d21962',
  },
  freeze: {
    command: { kind: 'freeze', ...envelope, actorId: systemId, accountId: id(0xa1) },
    hex:
      '0400000000000000000000000000000000c00000018bcfe5687b0000018bcfe652600000000000000000000000000000' +
      '0000000000000000000000000000000000a1',
  },
  unfreeze: {
    command: { kind: 'unfreeze', ...envelope, actorId: systemId, accountId: id(0xa1) },
    hex:
      '0500000000000000000000000000000000c00000018bcfe5687b0000018bcfe652600000000000000000000000000000' +
      '0000000000000000000000000000000000a1',
  },
  closeAccount: {
    command: { kind: 'close_account', ...envelope, actorId: id(0xa), accountId: id(0xa1) },
    hex:
      '0600000000000000000000000000000000c00000018bcfe5687b0000018bcfe652600000000000000000000000000000' +
      '000a000000000000000000000000000000a1',
  },
  tick: {
    command: { kind: 'tick', ...envelope },
    hex: '0700000000000000000000000000000000c00000018bcfe5687b0000018bcfe65260',
  },
  audit: {
    command: { kind: 'audit', ...envelope, nextOffset: 4_294_967_296, chain: '0123456789abcdef'.repeat(4) },
    hex:
      '0800000000000000000000000000000000c00000018bcfe5687b0000018bcfe6526000000001000000000123456789ab' +
      'cdef0123456789abcdef0123456789abcdef0123456789abcdef',
  },
  setLogic: {
    command: { kind: 'set_logic', ...envelope, version: 2 },
    hex: '0900000000000000000000000000000000c00000018bcfe5687b0000018bcfe6526000000002',
  },
  hello: {
    command: { kind: 'hello', ...envelope, replicaId: id(0x7e), supports: [1, 2], build: '0.2.0' },
    hex:
      '0a00000000000000000000000000000000c00000018bcfe5687b0000018bcfe652600000000000000000000000000000' +
      '007e000000010000000205302e322e30',
  },
} as const satisfies Record<string, { command: Command; hex: string }>;
