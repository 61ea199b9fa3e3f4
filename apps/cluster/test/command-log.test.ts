import assert from 'node:assert/strict';
import { it } from 'node:test';
import { keepsUp } from '../src/command-log.ts';

it('a replica serves while it hears from the brokers and is not far behind the log', () => {
  const well = { isReady: true, lag: 3, stalledMs: 0, silentMs: 200 };
  assert.equal(keepsUp(well), true);
  assert.equal(keepsUp({ ...well, isReady: false }), false);
  assert.equal(keepsUp({ ...well, stalledMs: 1001 }), false);
  assert.equal(keepsUp({ ...well, lag: 1000 }), true);
  assert.equal(keepsUp({ ...well, lag: 1001 }), false);
});
