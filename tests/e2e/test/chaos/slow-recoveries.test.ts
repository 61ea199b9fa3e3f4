import assert from 'node:assert/strict';
import { it } from 'node:test';
import { cpuTable } from '../../src/chaos/report/cpu-table.ts';
import { slowRecoveries } from '../../src/chaos/report/slow-recoveries.ts';
import type { TimelineSecond } from '../../src/chaos/timeline/timeline.ts';

const figures = { answeredMs: 3, loopMs: 12, pending: 2, projectionLag: 0, unpublished: 0 };
const kinds = [{ kind: 'leader killed', goalMs: 5000 }];

function second(atMs: number, others: Partial<TimelineSecond> = {}): TimelineSecond {
  const two = { one: { ...figures, position: 100 }, two: { ...figures, position: 93 } };
  return { atMs, loadLateMs: 11, cpu: { idle: 40, load: 25 }, figures: two, ...others };
}

function event(atMs: number, recoveryMs: number, read = 0) {
  const ownDelay = { p50: 10, p99: 20, max: 30 };
  const recovery = { all: recoveryMs, byStream: { transfer: recoveryMs, read, identity: 0 } };
  const victims = ['kafka-1'];
  return { kinds: ['leader killed'], victims, atMs, recovery, lastedMs: 9000, ownDelay };
}

it('shows what everybody did while a recovery took longer than its goal', () => {
  const timeline = Array.from({ length: 60 }, (_, index) => second(index * 1000));
  timeline[31] = second(31_000, { loadLateMs: 900, figures: { one: { ...figures, position: 100 } } });
  const [title = '', seconds = '', ...rest] = slowRecoveries({
    kinds,
    events: [event(10_000, 4000), event(30_000, 4500, 6000)],
    timeline,
  });
  assert.deepEqual(rest, []);
  assert.match(title, /leader killed.* \(kafka-1\), 30 s after the start: got over in 4.5 s \(.*reads 6.0 s/);
  const lines = seconds.split('\n').slice(2);
  assert.equal(lines.length, 10);
  assert.equal(lines[1], '| 0.0 | 11 | 40 | 25 | 2 / 0 / 12 | 2 / 7 / 12 |');
  assert.equal(lines[2], '| 1.0 | 900 | 40 | 25 | 2 / 0 / 12 | silent |');
});

it('says so when there was none', () => {
  assert.deepEqual(slowRecoveries({ kinds, events: [event(0, 5000)], timeline: [] }), [
    'Each was within its goal, for each kind of request.',
  ]);
});

it('sums up the use of the processor', () => {
  const timeline = [1, 9, 3, 5, 7].map(load => second(0, { cpu: { load } }));
  assert.match(cpuTable(timeline), /\| load \| 5 \| 7 \| 9 \|/);
});
