import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { range } from '@fintech/testkit';
import { RecentRecords } from '../src/log/recent-records.ts';

const recordBytes = 10;

describe('RecentRecords', () => {
  it('gives what it still has from an offset on, and nothing for an older one', () => {
    const recent = new RecentRecords(10 * recordBytes);
    assert.deepEqual(recent.from(0), []);
    for (const offset of range(0, 25)) recent.add([{ offset, bytes: new Uint8Array(recordBytes) }]);
    const kept = range(0, 25).filter(offset => recent.from(offset).length > 0);
    assert.ok(kept.length >= 5 && kept.length <= 10);
    assert.equal(kept.at(-1), 24);
    for (const first of kept) {
      assert.deepEqual(
        recent.from(first).map(({ offset }) => offset),
        range(first, 25),
      );
    }
  });

  it('keeps nothing of a group that is too large', () => {
    const recent = new RecentRecords(recordBytes);
    recent.add([{ offset: 0, bytes: new Uint8Array(recordBytes * 3) }]);
    assert.deepEqual(recent.from(0), []);
    recent.add([{ offset: 1, bytes: new Uint8Array(1) }]);
    assert.equal(recent.from(1).length, 1);
  });
});
