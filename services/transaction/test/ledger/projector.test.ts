import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AppliedRecord, PortError } from '@fintech/ports';
import { Projector } from '../../src/ledger/projector.ts';

const turn = () => new Promise<void>(resolve => setImmediate(resolve));

const record = (offset: number, commands = 1): AppliedRecord => ({
  offset,
  firstPosition: offset * commands + 1,
  chain: '0'.repeat(64),
  outcomes: Array.from({ length: commands }, (_, i) => ({
    position: offset * commands + 1 + i,
    commandId: String(offset),
    kind: 'tick',
    code: 'applied',
    time: 0,
  })),
  entries: [],
  accounts: [],
});

const outage = new PortError('store_unavailable', 'nobody there');

/** A store whose writes the test lets through, or fails, one at a time. */
function setUp({ maxBacklog = 100 } = {}) {
  const written: number[][] = [];
  const gates: Array<PromiseWithResolvers<void>> = [];
  const failures: unknown[] = [];
  const warnings: string[] = [];
  const write = async (records: readonly AppliedRecord[]) => {
    const offsets = records.map(({ offset }) => offset);
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    await gate.promise;
    written.push(offsets);
  };
  const projector = new Projector({
    store: { write },
    position: 0,
    maxBacklog,
    chance: () => 0,
    onFailure: error => failures.push(error),
    onWarning: warning => warnings.push(warning),
  });
  const letThrough = async () => {
    gates.shift()?.resolve();
    await turn();
  };
  const fail = async (error: Error) => {
    gates.shift()?.reject(error);
    await turn();
  };
  /** Resolves when the store is asked to write again. */
  const asked = async () => {
    const deadline = performance.now() + 10_000;
    while (gates.length === 0) {
      assert.ok(performance.now() < deadline, 'the store is asked to write');
      await new Promise(resolve => setTimeout(resolve, 1));
    }
  };
  return { projector, written, failures, warnings, letThrough, fail, asked };
}

test('what comes together is written together, and what comes during a write is written together next', async () => {
  const { projector, written, letThrough } = setUp();
  for (const offset of [0, 1]) projector.add(record(offset));
  const reader = projector.drained(10_000);
  await turn();
  for (const offset of [2, 3]) projector.add(record(offset));
  const drained = projector.drained(10_000);
  await letThrough();
  assert.equal(await reader, true);
  await letThrough();
  assert.equal(await drained, true);
  assert.deepEqual(written, [
    [0, 1],
    [2, 3],
  ]);
  assert.equal(projector.position, 4);
});

test('a reader waits for its position, and no longer', async () => {
  const { projector, letThrough } = setUp();
  projector.add(record(0));
  const first = projector.waitFor(1, 10_000);
  const second = projector.waitFor(2, 10_000);
  await turn();
  await letThrough();
  assert.equal(await first, true);
  projector.add(record(1));
  await turn();
  await letThrough();
  assert.equal(await second, true);
  assert.equal(await projector.waitFor(1, 0), true);
});

test('a reader whose position does not come is told so', async () => {
  const { projector } = setUp();
  assert.equal(await projector.waitFor(1, 1), false);
});

test('a write that no repetition will mend is reported, and nothing is written afterwards', async () => {
  const { projector, written, failures, fail } = setUp();
  projector.add(record(0));
  const drained = projector.drained(10_000);
  await turn();
  await fail(new PortError('store_corrupt', 'a record is missing'));
  assert.equal(await drained, false);
  assert.deepEqual([failures.length, written.length, projector.position], [1, 0, 0]);
});

test('an outage is waited out: the same records are written again, and those that came meanwhile after them', async () => {
  const { projector, written, failures, warnings, letThrough, fail, asked } = setUp();
  projector.add(record(0));
  await asked();
  projector.add(record(1));
  for (let attempt = 0; attempt < 3; attempt++) {
    await fail(outage);
    await asked();
  }
  await letThrough();
  await asked();
  await letThrough();
  await projector.room(0);
  assert.deepEqual(written, [[0], [1]]);
  assert.deepEqual([failures.length, projector.position, projector.lag], [0, 2, 0]);
  assert.equal(warnings.length, 2, 'the outage and its end are told, not each attempt');
});

test('readers are sent away as soon as an outage is known, and can wait again when it is over', async () => {
  const { projector, letThrough, fail, asked } = setUp();
  projector.add(record(0));
  const reader = projector.waitFor(1, 60_000);
  await asked();
  await fail(outage);
  assert.equal(await reader, false);
  assert.equal(projector.stalled, true);
  assert.equal(await projector.waitFor(1, 60_000), false);
  await asked();
  await letThrough();
  assert.equal(projector.stalled, false);
  assert.equal(await projector.waitFor(1, 60_000), true);
});

test('a store that hangs sends readers away as well', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { projector, letThrough } = setUp();
  projector.add(record(0));
  const reader = projector.waitFor(1, 60_000);
  await turn();
  t.mock.timers.tick(2000);
  assert.equal(await reader, false);
  await letThrough();
  assert.equal(await projector.waitFor(1, 60_000), true);
});

test('what is not written yet can be looked up, also while it is under way', async () => {
  const { projector, asked, letThrough } = setUp();
  projector.add(record(0, 3));
  await asked();
  projector.add(record(1, 3));
  for (let position = 1; position <= 6; position++)
    assert.equal(projector.unwritten(position)?.outcome.position, position);
  assert.equal(projector.unwritten(7), undefined);
  await letThrough();
  assert.equal(projector.unwritten(3), undefined);
  assert.equal(projector.unwritten(4)?.outcome.position, 4);
  await asked();
  await letThrough();
});

test('R11 it says when too much waits to be written, and lets nobody in for whom there is no room', async () => {
  const { projector, asked, letThrough } = setUp({ maxBacklog: 4 });
  projector.add(record(0, 3));
  assert.equal(projector.crowded, false);
  await asked();
  projector.add(record(1, 3));
  assert.deepEqual([projector.crowded, projector.backlog], [true, 6]);
  let entered = false;
  const room = projector.room(5).then(() => {
    entered = true;
  });
  await turn();
  assert.equal(entered, false);
  await letThrough();
  await room;
  assert.deepEqual([projector.crowded, projector.backlog], [false, 3]);
  await asked();
  await letThrough();
});

test('after an outage much is written in portions, in order', async () => {
  const { projector, written, asked, letThrough } = setUp({ maxBacklog: 100_000 });
  for (let offset = 0; offset < 6; offset++) projector.add(record(offset, 2000));
  for (let write = 0; write < 3; write++) {
    await asked();
    await letThrough();
  }
  await projector.room(0);
  assert.deepEqual(written, [
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
});

test('closing gives up on an outage', async () => {
  const { projector, failures, fail, asked } = setUp();
  projector.add(record(0));
  await asked();
  await fail(outage);
  await projector.close();
  assert.deepEqual([failures.length, projector.position], [0, 0]);
});
