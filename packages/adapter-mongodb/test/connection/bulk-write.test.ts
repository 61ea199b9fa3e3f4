import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countDuplicates } from '../../src/connection/bulk-write.ts';

describe('countDuplicates', () => {
  it('accounts for every operation', async () => {
    assert.equal(await countDuplicates(2, async () => ({ insertedCount: 2 })), 0);
    const updated = { insertedCount: 0, matchedCount: 2, upsertedCount: 1 };
    assert.equal(await countDuplicates(3, async () => updated), 0);
    await assert.rejects(
      countDuplicates(4, async () => updated),
      { code: 'store_unavailable' },
    );
  });
});
