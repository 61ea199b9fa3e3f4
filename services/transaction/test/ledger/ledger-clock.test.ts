import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxTimeStepMs } from '@fintech/ledger';
import { FakeClock } from '@fintech/testkit';
import { LedgerClock, lifetimeMs, type Replicas } from '../../src/ledger/ledger-clock.ts';

const hourMs = 3_600_000;

/** A clock that shows `aheadMs` more than the ledger. */
function setUp(replicas: Replicas, aheadMs: number, logicVersion = 2) {
  const clock = new FakeClock();
  const ledger = { time: clock.now() - aheadMs, logicVersion };
  const ledgerClock = new LedgerClock(clock, replicas, () => 0);
  const sweep = (count: number) => {
    for (let i = 0; i < count; i++) ledgerClock.sweep(ledger);
  };
  /** Another replica appends something while its clock shows `aheadMs` more than the ledger. */
  const hear = (otherAheadMs: number) =>
    ledgerClock.hear({ notAfter: ledger.time + otherAheadMs + lifetimeMs });
  return { now: clock.now(), ledger, ledgerClock, sweep, hear };
}

test('R7 a command is stamped by the clock, and by ledger time when the clock is behind', () => {
  const ahead = setUp('many', maxTimeStepMs);
  assert.deepEqual(ahead.ledgerClock.stamp(ahead.ledger), {
    time: ahead.now,
    notAfter: ahead.now + lifetimeMs,
    ticksBefore: 0,
  });
  const { ledger, ledgerClock } = setUp('many', -hourMs);
  assert.deepEqual(ledgerClock.stamp(ledger), {
    time: ledger.time,
    notAfter: ledger.time + lifetimeMs,
    ticksBefore: 0,
  });
});

test('R7 a single replica leads ledger time on at once, by as many ticks as it takes, and not twice', () => {
  const { now, ledger, ledgerClock, sweep } = setUp('one', hourMs + 1);
  assert.deepEqual(ledgerClock.stamp(ledger), { time: now, notAfter: now + lifetimeMs, ticksBefore: 12 });
  assert.equal(ledgerClock.stamp(ledger).ticksBefore, 0);
  sweep(30);
  assert.equal(ledgerClock.stamp(ledger).ticksBefore, 12, 'the first ticks were lost');
  assert.equal(setUp('one', hourMs).ledgerClock.stamp({ ...ledger, time: now - hourMs }).ticksBefore, 11);
});

test('R7 one of many asks first, and leads when nobody answers', () => {
  const { now, ledger, ledgerClock, sweep } = setUp('many', hourMs);
  assert.equal(ledgerClock.stamp(ledger).time, ledger.time);
  sweep(1);
  assert.deepEqual([ledgerClock.mustAsk, ledgerClock.isAsking(ledger)], [true, true]);
  sweep(11);
  assert.deepEqual([ledgerClock.mustAsk, ledgerClock.stamp(ledger).time], [false, ledger.time]);
  sweep(1);
  assert.equal(ledgerClock.isAsking(ledger), false);
  assert.deepEqual(ledgerClock.stamp(ledger), { time: now, notAfter: now + lifetimeMs, ticksBefore: 11 });
});

test('R7 one of many leads as soon as another clock agrees', () => {
  const { now, ledger, ledgerClock, hear } = setUp('many', hourMs);
  hear(0);
  hear(hourMs + 1000);
  assert.equal(ledgerClock.stamp(ledger).time, now);
});

test('R7 a clock with which no other agrees moves nothing, but shows', () => {
  const { now, ledger, ledgerClock, hear, sweep } = setUp('many', hourMs);
  for (let i = 0; i < 10; i++) {
    hear(1000);
    sweep(10);
    assert.equal(ledgerClock.isDoubtful(ledger), true);
    assert.deepEqual(ledgerClock.stamp(ledger), {
      time: ledger.time,
      notAfter: now + lifetimeMs,
      ticksBefore: 0,
    });
  }
  sweep(3);
  assert.equal(ledgerClock.mustAsk, true, 'when the others fall silent it asks again');
});

test('R7 what another clock showed before ours jumped is no agreement', () => {
  const clock = new FakeClock();
  const ledger = { time: clock.now(), logicVersion: 2 };
  const ledgerClock = new LedgerClock(clock, 'many', () => 0);
  ledgerClock.hear({ notAfter: clock.now() + lifetimeMs });
  clock.advance(hourMs);
  assert.equal(ledgerClock.stamp(ledger).time, ledger.time);
});

test('under the first logic ledger time takes any step', () => {
  const { now, ledger, ledgerClock } = setUp('many', hourMs, 1);
  assert.deepEqual(ledgerClock.stamp(ledger), { time: now, notAfter: now + lifetimeMs, ticksBefore: 0 });
});
