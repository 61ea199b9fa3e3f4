import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppliedRecord } from '@fintech/ports';
import { Projector } from '../../src/ledger/projector.ts';

const turn = () => new Promise<void>(resolve => setImmediate(resolve));

const record = (offset: number): AppliedRecord => ({
  offset,
  firstPosition: offset + 1,
  chain: '0'.repeat(64),
  outcomes: [{ position: offset + 1, commandId: String(offset), kind: 'tick', code: 'applied', time: 0 }],
  entries: [],
  accounts: [],
});

/** A store whose writes the test lets through one at a time. */
function setUp() {
  const written: number[][] = [];
  const gates: Array<() => void> = [];
  const failures: unknown[] = [];
  let failNext = false;
  const write = async (records: readonly AppliedRecord[]) => {
    await new Promise<void>(resolve => gates.push(resolve));
    if (failNext) throw new Error('the disk is full');
    written.push(records.map(({ offset }) => offset));
  };
  const projector = new Projector({ write }, 0, error => failures.push(error));
  const letThrough = async () => {
    gates.shift()?.();
    await turn();
  };
  return {
    projector,
    written,
    failures,
    letThrough,
    failNow: () => {
      failNext = true;
    },
  };
}

test('what comes together is written together, and what comes during a write is written together next', async () => {
  const { projector, written, letThrough } = setUp();
  for (const offset of [0, 1]) projector.add(record(offset));
  const drained = projector.drained();
  await turn();
  for (const offset of [2, 3]) projector.add(record(offset));
  await letThrough();
  await letThrough();
  await drained;
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

test('a failed write is reported and moves nothing', async () => {
  const { projector, failures, letThrough, failNow } = setUp();
  failNow();
  projector.add(record(0));
  const drained = projector.drained();
  await turn();
  await letThrough();
  await drained;
  assert.equal(failures.length, 1);
  assert.equal(projector.position, 0);
});
