import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { absent } from '../src/hash-slots.ts';
import { writeHex } from '../src/id.ts';
import { KeyTable } from '../src/key-table.ts';

interface Remembered {
  readonly position: number;
  readonly time: number;
}

/** A fingerprint and a request hash, as they stand in a record. */
function keyView(key: number): DataView {
  const view = new DataView(new ArrayBuffer(32));
  writeHex(view, 0, key.toString(16).padStart(8, '0').repeat(8));
  return view;
}

function rows(keys: KeyTable): Buffer {
  return Buffer.concat([...keys.rows()]);
}

test('keys are remembered and forgotten like in a map that is filtered', () => {
  const step = fc.record({ key: fc.nat(40), elapsed: fc.nat(6), window: fc.constantFrom(0, 10, 50) });
  const property = fc.property(fc.array(step, { maxLength: 300, size: 'max' }), steps => {
    const keys = new KeyTable();
    let expected = new Map<number, Remembered>();
    let time = 0;
    for (const [position, { key, elapsed, window }] of steps.entries()) {
      time += elapsed;
      keys.forgetBefore(time - window);
      expected = new Map([...expected].filter(([, entry]) => entry.time >= time - window));
      const known = keys.find(keyView(key), 0);
      assert.equal(known === absent ? undefined : keys.position(known), expected.get(key)?.position);
      if (known !== absent) continue;
      keys.remember(keyView(key), 0, position, time);
      expected.set(key, { position, time });
    }
    assert.equal(keys.size, expected.size);
  });
  fc.assert(property, { numRuns: 300 });
});

test('a window that slides over many chunks keeps what is in it, and a restored table is the same', () => {
  const keys = new KeyTable();
  const window = 9_000;
  for (let time = 0; time < 50_000; time++) {
    keys.forgetBefore(time - window);
    keys.remember(keyView(time), 0, time * 3, time);
  }
  const restored = new KeyTable();
  restored.restore(rows(keys));
  assert.deepEqual(rows(restored), rows(keys));
  for (const table of [keys, restored]) {
    assert.equal(table.size, window + 1);
    for (let time = 40_000; time < 50_000; time++) {
      const known = table.find(keyView(time), 0);
      if (time < 50_000 - 1 - window) assert.equal(known, absent);
      else assert.equal(table.position(known), time * 3);
    }
  }
});

test('a request hash is told from another one in its first eight bytes', () => {
  const keys = new KeyTable();
  keys.remember(keyView(7), 0, 1, 1);
  const known = keys.find(keyView(7), 0);
  assert.equal(keys.hasRequestHash(known, keyView(7), 16), true);
  for (let byte = 0; byte < 8; byte++) {
    const other = keyView(7);
    other.setUint8(16 + byte, 0xff);
    assert.equal(keys.hasRequestHash(known, other, 16), false);
  }
});
