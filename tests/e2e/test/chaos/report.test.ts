import assert from 'node:assert/strict';
import { it } from 'node:test';
import { kafkaLeaderKilled } from '../../src/chaos/faults/kafka-leader-killed.ts';
import { redisMasterKilled } from '../../src/chaos/faults/redis-master-killed.ts';
import type { FaultEvent } from '../../src/chaos/nemesis.ts';
import { summarise } from '../../src/chaos/report/make-report.ts';

const share = { asked: 100, prompt: 1, decided: 1 };

function event(
  kinds: readonly string[],
  recoveryMs: number | undefined,
  prompt: number,
  lateMs = 30,
  read = 0,
): FaultEvent {
  return {
    kinds,
    victims: ['kafka-1'],
    atMs: 0,
    lastedMs: 5000,
    recovery:
      recoveryMs === undefined
        ? undefined
        : { all: recoveryMs, byStream: { transfer: recoveryMs, read, identity: 0 } },
    shares: { transfer: { ...share, prompt }, read: share, identity: share },
    wholeAfterMs: 1000,
    ownDelay: { p50: 10, p99: 20, max: lateMs },
  };
}

it('sums up each kind, with those that did not recover counted and not within the goal', () => {
  const { kind } = kafkaLeaderKilled;
  const events = [
    event([kind], 3000, 0.5, 30, 7000),
    event([kind], 6000, 0.7, 900),
    event([kind, redisMasterKilled.kind], 4000, 0.9),
    event([kind], undefined, 0.1),
  ];
  const [kafka, redis, ...rest] = summarise([kafkaLeaderKilled, redisMasterKilled], events);
  assert.deepEqual(rest, []);
  assert.deepEqual(
    [kafka?.times, kafka?.medianMs, kafka?.maxMs, kafka?.withinGoal, kafka?.worstPromptShare],
    [4, 4000, 6000, 2, 0.1],
  );
  assert.deepEqual([kafka?.slowestMaxMs, kafka?.slowestWithinGoal], [7000, 1]);
  assert.equal(kafka?.promptShare.toFixed(2), '0.55');
  assert.deepEqual([redis?.times, redis?.medianMs], [1, 4000]);
  assert.deepEqual([kafka?.maxOwnDelayMs, redis?.maxOwnDelayMs], [900, 30]);
});
