import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Envelopes } from '../../src/log/envelope.ts';

const place = { topic: 'ledger.commands', partition: 3 };
const key = (text: string) => Buffer.alloc(32, text);
const ours = new Envelopes(place, [key('a')]);
const record = Buffer.from('a record');

test('what was sealed is opened, and sealing copies', () => {
  const bytes = Buffer.from(record);
  const sealed = ours.seal(bytes);
  bytes.fill(0);
  assert.deepEqual(Buffer.from(ours.open(sealed)), record);
  assert.deepEqual(Buffer.from(ours.open(ours.seal(new Uint8Array()))), Buffer.alloc(0));
});

test('a record in its envelope has the bytes that the grammar says', () => {
  // Computed by another program.
  const value = '46414c52010a7cf142cef0d0bc336a3a8dbe08c5e02a7d219261207265636f7264';
  assert.equal(ours.seal(record).toString('hex'), value);
});

test('any changed bit is noticed', () => {
  const sealed = ours.seal(record);
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.throws(() => ours.open(changed), { name: 'PortError' }, `bit ${bit}`);
  }
});

test('a shortened or lengthened record is noticed', () => {
  const sealed = ours.seal(record);
  assert.throws(() => ours.open(sealed.subarray(0, -1)), { code: 'log_corrupt' });
  assert.throws(() => ours.open(Buffer.concat([sealed, Buffer.alloc(1)])), { code: 'log_corrupt' });
  assert.throws(() => ours.open(sealed.subarray(0, 20)), { code: 'log_foreign' });
});

test('a record of another partition or topic is noticed', () => {
  for (const other of [
    { ...place, partition: 4 },
    { ...place, topic: 'ledger.command' },
  ]) {
    assert.throws(() => ours.open(new Envelopes(other, [key('a')]).seal(record)), { code: 'log_corrupt' });
  }
});

test('what others wrote is foreign', () => {
  for (const value of [
    undefined,
    Buffer.alloc(0),
    Buffer.from('x'.repeat(100)),
    new Envelopes(place, [key('b')]).seal(record),
  ])
    assert.throws(() => ours.open(value), { code: 'log_foreign' });
});

test('a newer format is named', () => {
  const sealed = ours.seal(record);
  sealed[4] = 2;
  assert.throws(() => ours.open(sealed), { code: 'log_foreign', message: /version 2/ });
});

test('keys are changed in two steps: the first seals, all open', () => {
  const both = new Envelopes(place, [key('a'), key('b')]);
  const next = new Envelopes(place, [key('b'), key('a')]);
  assert.deepEqual(Buffer.from(both.open(next.seal(record))), record);
  assert.deepEqual(Buffer.from(next.open(both.seal(record))), record);
  assert.throws(() => ours.open(next.seal(record)), {
    code: 'log_foreign',
    message: /sealed with the key [0-9a-f]{8},/,
  });
});
