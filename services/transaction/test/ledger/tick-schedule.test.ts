import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TickSchedule } from '../../src/ledger/tick-schedule.ts';

/** Number of the sweep in which the next tick is due; 0 when none is within ten seconds. */
function sweepsUntilTick(schedule: TickSchedule, ledger: { nextOffset: number; time: number }): number {
  for (let sweep = 1; sweep <= 40; sweep++) if (schedule.sweep(ledger)) return sweep;
  return 0;
}

test('R7 a silent log gets a tick after a second, sooner or later by chance', () => {
  for (const [chance, sweeps] of [
    [0, 5],
    [0.4, 6],
    [0.99, 7],
  ] as const) {
    const schedule = new TickSchedule('many', () => chance);
    assert.equal(sweepsUntilTick(schedule, { nextOffset: 9, time: 0 }), sweeps);
  }
});

test('R7 whatever is appended breaks the silence', () => {
  const schedule = new TickSchedule('many', () => 0);
  for (let nextOffset = 0; nextOffset < 100; nextOffset++) {
    for (let sweep = 0; sweep < 4; sweep++) assert.equal(schedule.sweep({ nextOffset, time: 0 }), false);
  }
});

test('R7 ticks on demand come until ledger time has passed what is waited for', () => {
  const schedule = new TickSchedule('one', () => 0);
  assert.equal(sweepsUntilTick(schedule, { nextOffset: 0, time: 500 }), 0);
  schedule.awaitTime(1000);
  schedule.awaitTime(800);
  for (const time of [500, 900, 1000]) assert.ok(sweepsUntilTick(schedule, { nextOffset: time, time }) > 0);
  assert.equal(sweepsUntilTick(schedule, { nextOffset: 2, time: 1001 }), 0);
});
