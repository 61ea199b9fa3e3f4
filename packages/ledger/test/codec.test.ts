import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { anyCommand } from '@fintech/testkit/model';
import fc from 'fast-check';
import { legBytes } from '../src/codec.ts';
import { decodeCommand } from '../src/decode.ts';
import { type Command, encodeCommand, encodeRecord, LedgerHalt, limits, systemId } from '../src/index.ts';
import { toCommand } from '../src/to-command.ts';
import {
  alice,
  aliceAccount,
  bobAccount,
  command,
  drafts,
  id,
  keyed,
  openedLedger,
  transfer,
} from './_util.ts';
import { golden } from './golden.ts';

function decode(bytes: Uint8Array): Command | undefined {
  // Surrounding bytes, since a command never stands alone.
  const record = Uint8Array.of(9, 9, 9, ...bytes, 9);
  const decoded = decodeCommand(new DataView(record.buffer), { start: 3, end: 3 + bytes.length });
  return decoded && toCommand(decoded);
}

function applied(bytes: Uint8Array) {
  const ledger = openedLedger();
  return ledger.applyRecord(ledger.nextOffset, bytes).results.map(({ code }) => code);
}

describe('commands', () => {
  for (const [name, { command: example, hex }] of Object.entries(golden)) {
    test(`${name} has the bytes it always had`, () => {
      assert.equal(Buffer.from(encodeCommand(example)).toString('hex'), hex);
      assert.deepEqual(decode(Buffer.from(hex, 'hex')), example);
    });
  }

  test('every command survives the way into a record and back', () => {
    const property = fc.property(anyCommand(), original => {
      assert.deepEqual(decode(encodeCommand(original)), structuredClone(original));
    });
    fc.assert(property, { numRuns: 1_000 });
  });

  test('every part of a command is malformed, and so is one with more', () => {
    for (const { hex } of Object.values(golden)) {
      const bytes = Buffer.from(hex, 'hex');
      for (let length = 0; length < bytes.length; length++)
        assert.equal(decode(bytes.subarray(0, length)), undefined);
      assert.equal(decode(Buffer.concat([bytes, Buffer.alloc(1)])), undefined);
    }
  });

  /** Offsets of fields, from the grammar, in a command without a key. */
  const field = {
    kind: 0,
    keyed: 1,
    time: 18,
    notAfter: 26,
    purpose: 34,
    count: 51,
    amount: 84,
    currency: 92,
  };
  const openField = { owner: 50, currency: 66, role: 68 };
  const payment = encodeCommand(command(transfer(aliceAccount, bobAccount, 1, alice)));
  const opening = encodeCommand(command(drafts.openWorld));
  const helloField = { lowest: 50, length: 58, build: 59 };
  const introduction = encodeCommand(
    command({ kind: 'hello', replicaId: id(1), supports: [1, 2], build: '0.2' }),
  );
  const spoilt: readonly (readonly [string, Uint8Array, number, readonly number[]])[] = [
    ['kind 0', payment, field.kind, [0]],
    ['kind 11', payment, field.kind, [11]],
    ['kind 255', payment, field.kind, [255]],
    ['a flag that is neither 0 nor 1', payment, field.keyed, [2]],
    ['time 2^53', payment, field.time, [0, 0x20, 0, 0, 0, 0, 0, 0]],
    ['not_after 2^64−1', payment, field.notAfter, Array(8).fill(255)],
    ['purpose 3', payment, field.purpose, [3]],
    ['no legs', payment, field.count, [0]],
    ['65 legs', payment, field.count, [65]],
    ['more legs than there are', payment, field.count, [2]],
    ['amount 0', payment, field.amount, Array(8).fill(0)],
    ['amount 2^53', payment, field.amount, [0, 0x20, 0, 0, 0, 0, 0, 0]],
    ['amount −1', payment, field.amount, Array(8).fill(255)],
    ['a currency beyond ZZZ', payment, field.currency, [68, 168]],
    ['an account in a currency beyond ZZZ', opening, openField.currency, [68, 168]],
    ['role 2', opening, openField.role, [2]],
    ['a system account owned by somebody', opening, openField.owner, [1]],
    ['version 0 of the logic', introduction, helloField.lowest, [0, 0, 0, 0]],
    ['a lowest version above the newest', introduction, helloField.lowest, [0, 0, 0, 3]],
    ['a build that is longer than it is', introduction, helloField.length, [4]],
    ['a build with a line break', introduction, helloField.build, [10]],
    ['a build beyond ASCII', introduction, helloField.build, [127]],
  ];
  for (const [name, sound, at, bytes] of spoilt) {
    test(`${name} is malformed`, () => {
      assert.notEqual(decode(sound), undefined);
      const changed = sound.slice();
      changed.set(bytes, at);
      assert.equal(decode(changed), undefined);
      assert.deepEqual(applied(encodeRecord([changed])), ['malformed']);
    });
  }

  test('65 whole legs are malformed', () => {
    const legs = Array(limits.legs).fill({ from: aliceAccount, to: bobAccount, amount: 1, currency: 'EUR' });
    const most = encodeCommand(command({ kind: 'transfer', purpose: 'transfer', actorId: alice, legs }));
    assert.notEqual(decode(most), undefined);
    const oneMore = Uint8Array.of(...most, ...most.slice(-legBytes));
    oneMore[field.count] = limits.legs + 1;
    assert.equal(decode(oneMore), undefined);
  });

  test('values that have no bytes are refused', () => {
    const leg = { from: id(1), to: id(2), amount: 1, currency: 'EUR' };
    const pay = { kind: 'transfer', purpose: 'transfer', actorId: alice } as const;
    const amounts = [0, -0, -1, 0.1, 2 ** 53, Infinity, -Infinity, Number.NaN];
    for (const amount of amounts) {
      assert.throws(() => encodeCommand(command({ ...pay, legs: [{ ...leg, amount }] })), RangeError);
    }
    for (const bad of [
      '',
      'A'.repeat(32),
      '0'.repeat(31),
      '0'.repeat(33),
      'é'.repeat(32),
      '__proto__',
      `${id(1)}\n`,
    ]) {
      assert.throws(() => encodeCommand(command({ kind: 'tick', id: bad })), RangeError);
    }
    for (const time of [-1, 0.5, 2 ** 53, Number.NaN]) {
      assert.throws(() => encodeCommand(command({ kind: 'tick', time })), RangeError);
    }
    for (const currency of ['eur', 'EURO', '', 'E R']) {
      assert.throws(() => encodeCommand(command({ ...pay, legs: [{ ...leg, currency }] })), RangeError);
    }
    for (const count of [0, limits.legs + 1]) {
      assert.throws(() => encodeCommand(command({ ...pay, legs: Array(count).fill(leg) })), RangeError);
    }
    assert.throws(() => encodeCommand(command({ ...drafts.openWorld, ownerId: alice })), RangeError);
    assert.throws(() => encodeCommand(command({ kind: 'audit', nextOffset: 0, chain: 'ab' })), RangeError);
    assert.throws(() => encodeCommand(command({ kind: 'set_logic', version: -1 })), RangeError);
    assert.throws(() => encodeCommand(command({ kind: 'set_logic', version: 1.5 })), RangeError);
    assert.throws(() => encodeCommand(command({ kind: 'tick', ...keyed(1, 1, -1) })), RangeError);
    const introduce = { kind: 'hello', replicaId: id(1), supports: [1, 2], build: '' } as const;
    for (const supports of [
      [0, 1],
      [2, 1],
      [1.5, 2],
      [1, 2 ** 32],
      [Number.NaN, 1],
    ] as const)
      assert.throws(() => encodeCommand(command({ ...introduce, supports })), RangeError);
    for (const build of ['x'.repeat(65), 'é', 'a\nb'])
      assert.throws(() => encodeCommand(command({ ...introduce, build })), RangeError);
  });
});

describe('records', () => {
  const tick = encodeCommand(command({ kind: 'tick' }));
  const record = encodeRecord([tick, tick]);

  test('every part of a record is malformed as a whole, and so is one with more', () => {
    assert.deepEqual(applied(record), ['applied', 'applied']);
    for (let length = 0; length < record.length; length++) {
      assert.deepEqual(applied(record.subarray(0, length)), ['malformed']);
    }
    assert.deepEqual(applied(Uint8Array.of(...record, 0)), ['malformed']);
    assert.deepEqual(applied(Uint8Array.of(1, 0, 0)), ['malformed']);
  });

  test('the largest transfer is within the bounds, and what is not within is refused', () => {
    const legs = Array(limits.legs).fill({ from: id(1), to: id(2), amount: 1, currency: 'EUR' });
    const largest = encodeCommand(
      command({ kind: 'transfer', purpose: 'transfer', actorId: systemId, legs, ...keyed(1, 1) }),
    );
    assert.ok(largest.length <= limits.commandBytes);
    assert.throws(() => encodeRecord([]), RangeError);
    assert.throws(() => encodeRecord([new Uint8Array(limits.commandBytes + 1)]), RangeError);
    const most = Math.floor((limits.recordBytes - 3) / (largest.length + 2));
    assert.equal(applied(encodeRecord(Array(most).fill(largest))).length, most);
    assert.throws(() => encodeRecord(Array(most + 1).fill(largest)), RangeError);
  });

  test('a record over the bound is malformed as a whole', () => {
    const count = 33;
    const framed = Buffer.concat([Buffer.of(0x40, 0), Buffer.alloc(limits.commandBytes)]);
    const tooLarge = Buffer.concat([Buffer.of(1, 0, count), ...Array(count).fill(framed)]);
    assert.ok(tooLarge.length > limits.recordBytes);
    assert.deepEqual(applied(tooLarge), ['malformed']);
  });

  test('R6 no bytes make apply throw, except those of another version', () => {
    const noise = fc.uint8Array({ maxLength: 300 });
    const framed = noise.map(bytes =>
      Uint8Array.of(1, 0, 1, bytes.length >> 8, bytes.length & 255, ...bytes),
    );
    const edited = fc
      .tuple(anyCommand(), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 }))
      .filter(([original]) => original.kind !== 'audit' && original.kind !== 'set_logic')
      .map(([original, edits]) => {
        const bytes = encodeRecord([encodeCommand(original), tick]);
        // Kinds that halt by design are left alone.
        for (const [at, value] of edits) if (at !== 5) bytes[at % bytes.length] = value;
        return bytes;
      });
    const property = fc.property(fc.oneof(noise, framed, edited), bytes => {
      const ledger = openedLedger();
      try {
        const { results } = ledger.applyRecord(1, bytes);
        assert.ok(results.length > 0);
        for (const result of results) assert.equal(result.code === 'malformed', result.command === undefined);
      } catch (error) {
        assert.ok(error instanceof LedgerHalt && error.code === 'logic_unsupported' && bytes[0] !== 1);
      }
    });
    fc.assert(property, { numRuns: 3_000 });
  });
});
