import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Meter } from '../../src/chaos/load/meter.ts';

/** Asks every ten milliseconds for ten seconds; `latencyMs` says how long each answer takes, undefined for none. */
function run(latencyMs: (askedAt: number) => number | undefined): Meter {
  const meter = new Meter(0);
  for (let at = 0; at < 10_000; at += 10) {
    meter.asked('transfer', at);
    const latency = latencyMs(at);
    if (latency !== undefined) meter.answered('transfer', at, at + latency);
  }
  return meter;
}

const recoveryOf = (meter: Meter) => meter.recoveryMs(['transfer'], 2000, 10_000);

describe('the meter', () => {
  it('sees no outage where everything is answered', () => {
    assert.equal(recoveryOf(run(() => 20)), 0);
  });

  it('measures an outage from the injection to the first good second', () => {
    assert.equal(recoveryOf(run(at => (at >= 2000 && at < 5000 ? undefined : 20))), 3000);
    assert.equal(recoveryOf(run(at => (at >= 2500 && at < 5000 ? undefined : 20))), 3000);
  });

  it('takes a late answer for none', () => {
    assert.equal(recoveryOf(run(at => (at >= 2000 && at < 4000 ? 1001 : 1000))), 2000);
  });

  it('takes an outage that is interrupted for less than two seconds for one', () => {
    const isOut = (at: number) => (at >= 2000 && at < 3000) || (at >= 4500 && at < 4600);
    assert.equal(recoveryOf(run(at => (isOut(at) ? undefined : 20))), 2600);
  });

  it('lets one of a hundred fail', () => {
    assert.equal(recoveryOf(run(at => (at % 1000 === 0 ? undefined : 20))), 0);
    assert.equal(recoveryOf(run(at => (at % 500 === 0 ? undefined : 20))), undefined);
  });

  it('counts the requests of several streams together', () => {
    const meter = run(() => 20);
    for (let at = 0; at < 10_000; at += 500) {
      meter.asked('read', at);
      if (at < 2000 || at >= 4000) meter.answered('read', at, at + 20);
    }
    assert.equal(meter.recoveryMs(['read'], 2000, 10_000), 1600);
    // The last of the reads alone is one of 102 requests.
    assert.equal(meter.recoveryMs(['transfer', 'read'], 2000, 10_000), 1100);

    const rare = run(() => 20);
    rare.asked('read', 3000);
    assert.equal(rare.recoveryMs(['read'], 2000, 10_000), 1100);
    assert.equal(rare.recoveryMs(['transfer', 'read'], 2000, 10_000), 0);
  });

  it('does not count an outage that has not ended as survived', () => {
    const meter = run(at => (at >= 2000 ? undefined : 20));
    assert.equal(recoveryOf(meter), undefined);
    assert.equal(meter.isGoodNow('transfer', 8000), false);
  });

  it('tells the shares answered at once and at all', () => {
    const meter = run(at => (at < 5000 ? 20 : at < 7500 ? 5000 : undefined));
    assert.deepEqual(meter.shares('transfer', 0, 10_000), { asked: 1000, prompt: 0.5, decided: 0.75 });
    assert.deepEqual(meter.shares('read', 0, 10_000), { asked: 0, prompt: 1, decided: 1 });
  });
});
