import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LogRecord } from '@fintech/ports';
import { Gathering } from '../../src/log/gathering.ts';
import { KafkaLogSubscription } from '../../src/log/log-subscription.ts';

describe('a subscription', () => {
  it('fetches what is known to be there at once, and gathers before it asks for more', async () => {
    const log = scriptedLog(2);
    const seen = Promise.withResolvers<void>();
    log.onGather = seen.resolve;
    const subscription = subscribe(log);
    await subscription.caughtUp;
    await seen.promise;
    assert.deepEqual(log.events, ['read 0', 'handled 0', 'read 1', 'handled 1', 'gather']);
    await subscription.close();
  });
});

describe('gathering', () => {
  it('ends after a time', async () => {
    await new Gathering().wait();
  });

  it('ends when something is appended, and none begins before that is settled', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const gathering = new Gathering();
    const [first, second] = [gathering.wait(), gathering.wait()];
    const append = Promise.withResolvers<void>();
    const appended = gathering.during(append.promise);
    await Promise.all([first, second]);
    await gathering.wait();

    append.resolve();
    await appended;
    let hasEnded = false;
    const later = gathering.wait().then(() => {
      hasEnded = true;
    });
    t.mock.timers.tick(19);
    await Promise.resolve();
    assert.equal(hasEnded, false);
    t.mock.timers.tick(1);
    await later;
  });

  it('goes on after an append that failed', async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const gathering = new Gathering();
    await assert.rejects(gathering.during(Promise.reject(new Error('no answer'))), /no answer/);
    const waiting = gathering.wait();
    assert.equal(await Promise.race([waiting.then(() => 'ended'), Promise.resolve('waits')]), 'waits');
    t.mock.timers.tick(20);
    await waiting;
  });
});

/** A log of so many records, which says what is done with it. Whoever reads past its end waits until it is closed. */
function scriptedLog(length: number) {
  const closed = Promise.withResolvers<readonly LogRecord[]>();
  let next = 0;
  return {
    events: [] as string[],
    onGather: () => {},
    length,
    end: async () => length,
    read(): Promise<readonly LogRecord[]> {
      if (next >= length) return closed.promise;
      this.events.push(`read ${next}`);
      return Promise.resolve([{ offset: next++, bytes: new Uint8Array() }]);
    },
    reconnect: () => {},
    close: () => closed.resolve([]),
  };
}

function subscribe(log: ReturnType<typeof scriptedLog>): KafkaLogSubscription {
  return new KafkaLogSubscription({
    reader: log,
    fromOffset: 0,
    handler: async ([record]) => {
      log.events.push(`handled ${record?.offset}`);
    },
    isAside: false,
    knownEnd: () => log.length,
    gather: async () => {
      log.events.push('gather');
      log.onGather();
    },
    onFailure: reason => assert.fail(String(reason)),
  });
}
