import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Ledger, LedgerHalt, logicVersions, maxTimeStepMs } from '../src/index.ts';
import {
  aliceAccount,
  apply,
  type Draft,
  deposit,
  drafts,
  emptyLedger,
  id,
  openedLedger,
  record,
  startTime,
} from './_util.ts';

const hourMs = 3_600_000;

function halts(code: string, action: () => unknown): void {
  assert.throws(action, error => error instanceof LedgerHalt && error.code === code);
}

function hello(replica: number, lowest: number, newest: number): Draft {
  return { kind: 'hello', replicaId: id(replica), supports: [lowest, newest], build: 'test' };
}

const tick = (time: number): Draft => ({ kind: 'tick', time });
const setLogic = (version: number): Draft => ({ kind: 'set_logic', version });

/** Lets ledger time pass, in steps that it takes whole. */
function pass(ledger: Ledger, durationMs: number): void {
  const end = ledger.time + durationMs;
  while (ledger.time < end) apply(ledger, tick(Math.min(end, ledger.time + maxTimeStepMs)));
}

describe('R8 the switch of the logic', () => {
  test('a ledger starts with the first version, and may switch within its first record', () => {
    const ledger = emptyLedger();
    ledger.applyRecord(0, record(drafts.genesis));
    assert.equal(ledger.logicVersion, 1);
    assert.equal(apply(ledger, setLogic(1)).code, 'logic_not_newer');
    assert.equal(apply(ledger, setLogic(2)).code, 'applied');
    assert.equal(ledger.logicVersion, 2);
    assert.equal(openedLedger().logicVersion, logicVersions.newest);
  });

  test('the command that switches is still decided by the old version, and the next one by the new', () => {
    const ledger = openedLedger({}, 1);
    const late = startTime + 100 * maxTimeStepMs;
    const further = late + 100 * maxTimeStepMs;
    const { results } = ledger.applyRecord(
      1,
      record({ ...setLogic(2), time: late }, tick(further), { ...setLogic(2), time: 0 }),
    );
    assert.deepEqual(
      results.map(({ code, time }) => [code, time]),
      [
        ['applied', late],
        ['applied', late + maxTimeStepMs],
        ['logic_not_newer', late + maxTimeStepMs],
      ],
    );
  });

  test('to the first version a hello is malformed, as it always was', () => {
    const ledger = openedLedger({}, 1);
    const { code, command, kind } = apply(ledger, hello(1, 1, 1));
    assert.deepEqual([code, command, kind], ['malformed', undefined, undefined]);
    assert.deepEqual(ledger.replicas, []);
    assert.equal(apply(ledger, setLogic(2)).code, 'applied');
  });

  test('a version that this build lacks halts, from the first version on', () => {
    halts('logic_unsupported', () => apply(openedLedger({}, 1), setLogic(3)));
  });

  test('a newer record format halts', () => {
    const newer = record(tick(1));
    newer[0] = 2;
    halts('logic_unsupported', () => openedLedger().applyRecord(1, newer));
  });

  test('is refused until every replica heard from has the version', () => {
    const ledger = openedLedger();
    assert.equal(apply(ledger, setLogic(3)).code, 'logic_not_supported', 'nobody was heard from');
    apply(ledger, hello(1, 1, 3));
    apply(ledger, hello(2, 1, 2));
    assert.equal(apply(ledger, setLogic(3)).code, 'logic_not_supported');
    apply(ledger, hello(2, 4, 5));
    assert.equal(apply(ledger, setLogic(3)).code, 'logic_not_supported');
    apply(ledger, hello(2, 3, 3));
    halts('logic_unsupported', () => apply(ledger, setLogic(3)));
  });

  test('waits for a replica for three hours, and no longer', () => {
    const ledger = openedLedger();
    apply(ledger, hello(1, 1, 2));
    pass(ledger, 3 * hourMs);
    apply(ledger, hello(2, 1, 3));
    assert.equal(apply(ledger, setLogic(3)).code, 'logic_not_supported');
    pass(ledger, 1);
    halts('logic_unsupported', () => apply(ledger, setLogic(3)));
  });

  test('is refused when it is too late, and then nothing has switched', () => {
    const ledger = openedLedger({}, 1);
    assert.equal(apply(ledger, { ...setLogic(2), notAfter: startTime - 1 }).code, 'command_expired');
    assert.equal(ledger.logicVersion, 1);
  });
});

describe('replicas heard from', () => {
  test('are known by their last word, the last one last', () => {
    const ledger = openedLedger();
    for (const said of [hello(1, 1, 1), hello(2, 1, 2), hello(1, 1, 2)]) apply(ledger, said);
    assert.deepEqual(ledger.replicas, [
      { id: id(2), lowest: 1, newest: 2, heardAt: startTime },
      { id: id(1), lowest: 1, newest: 2, heardAt: startTime },
    ]);
  });

  test('are forgotten when they were silent for long, and when there are too many', () => {
    const ledger = openedLedger();
    apply(ledger, hello(0, 1, 1));
    pass(ledger, 3 * hourMs + 1);
    apply(ledger, hello(1, 1, 1));
    assert.deepEqual(
      ledger.replicas.map(replica => replica.id),
      [id(1)],
    );
    for (let replica = 2; replica <= 130; replica++) apply(ledger, hello(replica, 1, 2));
    assert.equal(ledger.replicas.length, 128);
    assert.equal(ledger.replicas[0]?.id, id(3));
  });
});

describe('R7 ledger time from version 2 on', () => {
  test('is moved by one command by five minutes at most', () => {
    const ledger = openedLedger();
    assert.equal(maxTimeStepMs, 300_000);
    assert.equal(apply(ledger, tick(startTime + maxTimeStepMs)).time, startTime + maxTimeStepMs);
    const far = apply(ledger, tick(Number.MAX_SAFE_INTEGER));
    assert.equal(far.time, startTime + 2 * maxTimeStepMs);
    assert.equal(apply(ledger, tick(startTime)).time, startTime + 2 * maxTimeStepMs);
  });

  test('stands where it was for clocks that are right, soon after one command came from the future', () => {
    const [modern, old] = [openedLedger(), openedLedger({}, 1)];
    const aYear = 365 * 24 * hourMs;
    for (const ledger of [modern, old]) apply(ledger, tick(startTime + aYear));
    const later = startTime + maxTimeStepMs;
    assert.equal(apply(modern, { ...deposit(aliceAccount, 1), time: later }).time, later);
    assert.equal(apply(old, { ...deposit(aliceAccount, 1), time: later }).time, startTime + aYear);
  });

  test('is moved by refused commands as well, but not by malformed ones', () => {
    const ledger = openedLedger();
    const late = { ...deposit(aliceAccount, 1), time: startTime + 50, notAfter: startTime };
    assert.equal(apply(ledger, late).code, 'command_expired');
    assert.equal(ledger.time, startTime + 50);
  });
});
