import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Watchdog } from '../../src/log/watchdog.ts';

function subscription(next: number) {
  return {
    next,
    isHandling: false,
    isAside: false,
    reconnects: 0,
    reconnect() {
      this.reconnects += 1;
    },
  };
}

/** Checks four times a second, as the log does. */
function run(watchdog: Watchdog, from: number, end: number): void {
  for (let now = from; now <= end; now += 250) watchdog.check(now);
}

test('a subscription that has all is left alone', () => {
  const [idle, watchdog] = watched(subscription(10));
  watchdog.sawEnd(10);
  run(watchdog, 0, 20_000);
  assert.equal(idle.reconnects, 0);
  assert.deepEqual(watchdog.health(20_000, 20_000), { isReady: true, lag: 0, stalledMs: 0, silentMs: 0 });
});

test('one that does not get what is there reconnects after a second, and again and again from then on', () => {
  const [stalled, watchdog] = watched(subscription(10));
  run(watchdog, 0, 5000);
  watchdog.sawEnd(12);
  run(watchdog, 5250, 6000);
  assert.equal(stalled.reconnects, 0);
  run(watchdog, 6250, 6250);
  assert.equal(stalled.reconnects, 1);
  run(watchdog, 6500, 10_000);
  assert.equal(stalled.reconnects, 4);
});

test('it is unready after ten seconds, and ready again with the first record', () => {
  const [stalled, watchdog] = watched(subscription(10));
  watchdog.check(0);
  watchdog.sawEnd(12);
  run(watchdog, 250, 14_000);
  assert.deepEqual(watchdog.health(9999, 9999), { isReady: true, lag: 2, stalledMs: 9999, silentMs: 0 });
  assert.equal(watchdog.health(10_000, 10_000).isReady, false);
  stalled.next = 11;
  assert.deepEqual(watchdog.health(14_000, 14_000), { isReady: true, lag: 1, stalledMs: 0, silentMs: 0 });
});

test('a handler that takes its time is no stall', () => {
  const [slow, watchdog] = watched(subscription(10));
  watchdog.sawEnd(12);
  slow.isHandling = true;
  run(watchdog, 0, 20_000);
  assert.equal(slow.reconnects, 0);
  assert.deepEqual(watchdog.health(20_000, 20_000), { isReady: true, lag: 2, stalledMs: 0, silentMs: 0 });
});

test('silence of all brokers makes it unready', () => {
  const [, watchdog] = watched(subscription(10));
  assert.equal(watchdog.health(19_999, 10_000).isReady, true);
  assert.equal(watchdog.health(20_000, 10_000).isReady, false);
});

test('one that is aside reconnects as others do, and does not count', () => {
  const [aside, watchdog] = watched(subscription(10));
  aside.isAside = true;
  watchdog.check(0);
  watchdog.sawEnd(12);
  run(watchdog, 250, 20_000);
  assert.ok(aside.reconnects > 0);
  assert.deepEqual(watchdog.health(20_000, 20_000), { isReady: true, lag: 0, stalledMs: 0, silentMs: 0 });
});

test('the end is the largest that was named', () => {
  const [, watchdog] = watched(subscription(0));
  for (const end of [3, 7, 5]) watchdog.sawEnd(end);
  assert.equal(watchdog.knownEnd, 7);
});

function watched(one: ReturnType<typeof subscription>) {
  return [one, new Watchdog(new Set([one]))] as const;
}
