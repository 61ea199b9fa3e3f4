import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { type ProblemCode, ProblemError } from '@fintech/contracts';
import { type Command, Ledger } from '@fintech/ledger';
import { type Annotation, PortError } from '@fintech/ports';
import { Sequencer, sweepMs } from '../../src/ledger/sequencer.ts';

/** A log whose appends the test settles by hand. */
class ManualLog {
  readonly maxRecordBytes = 512 * 1024;
  readonly records: Uint8Array[] = [];
  readonly annotations: Annotation[] = [];
  #settle: { resolve: () => void; reject: (error: Error) => void } | undefined;

  append(record: Uint8Array, annotations: readonly Annotation[]): Promise<void> {
    this.records.push(record);
    this.annotations.push(...annotations);
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  acknowledge(): void {
    this.#settle?.resolve();
  }

  fail(error: Error = new PortError('log_append_unknown', 'the disk is full')): void {
    this.#settle?.reject(error);
  }
}

const turn = () => new Promise<void>(resolve => setImmediate(resolve));
const sha256 = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer');
const id = (number: number) => number.toString(16).padStart(32, '0');
const genesis: Command = { kind: 'genesis', ledgerId: id(99), id: id(1_000), time: 0, notAfter: 1e9 };
const tick = (number: number): Command => ({ kind: 'tick', id: id(number), time: 1, notAfter: 1e9 });

function setUp(maxPending = 100) {
  const log = new ManualLog();
  const ledger = new Ledger({ sha256 });
  const unknown: number[] = [];
  const sequencer = new Sequencer({
    log,
    maxPending,
    answerWithinMs: 4 * sweepMs,
    onUnknown: time => unknown.push(time),
  });
  const applyNext = () => {
    const record = log.records[ledger.nextOffset];
    assert.ok(record !== undefined, 'there is a record to apply');
    sequencer.settle(ledger.applyRecord(ledger.nextOffset, record));
  };
  return { log, unknown, ledger, sequencer, applyNext };
}

const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  const pending = Symbol('pending');
  return (await Promise.race([promise.catch(() => undefined), turn().then(() => pending)])) !== pending;
};

test('R10 a command is answered only when its record is applied, not when it is durable', async () => {
  const { log, sequencer, applyNext } = setUp();
  const answer = sequencer.submit(genesis);
  await turn();
  log.acknowledge();
  assert.equal(await settled(answer), false);
  applyNext();
  assert.equal((await answer).code, 'applied');
});

test('R11 an answered command makes room for another one', async () => {
  const { log, sequencer, applyNext } = setUp(1);
  for (const command of [genesis, tick(1), tick(2)]) {
    const answer = sequencer.submit(command);
    assert.equal(sequencer.pending, 1);
    await turn();
    log.acknowledge();
    applyNext();
    assert.equal((await answer).command?.id, command.id);
    assert.equal(sequencer.pending, 0);
    await turn();
  }
});

test('commands of one turn and of one append under way share a record', async () => {
  const { log, ledger, sequencer, applyNext } = setUp();
  const answers = [sequencer.submit(genesis), sequencer.submit(tick(1))];
  await turn();
  assert.equal(log.records.length, 1);
  answers.push(sequencer.submit(tick(2)), sequencer.submit(tick(3)));
  await turn();
  assert.equal(log.records.length, 1, 'one append at a time');
  log.acknowledge();
  await turn();
  assert.equal(log.records.length, 2);
  applyNext();
  applyNext();
  assert.deepEqual(
    (await Promise.all(answers)).map(({ position }) => position),
    [1, 2, 3, 4],
  );
  assert.equal(ledger.position, 4);
});

test('R1 each command gets its own answer, whatever order the log has', async () => {
  const { log, ledger, sequencer } = setUp();
  const first = sequencer.submit(genesis);
  await turn();
  const [record] = log.records;
  assert.ok(record !== undefined);
  sequencer.settle(ledger.applyRecord(0, record));
  log.acknowledge();
  await first;
  const [two, three] = [sequencer.submit(tick(2)), sequencer.submit(tick(3))];
  await turn();
  const shuffled = ledger.applyRecord(1, log.records[1] ?? new Uint8Array());
  sequencer.settle({ ...shuffled, results: shuffled.results.toReversed() });
  assert.deepEqual([(await two).command?.id, (await three).command?.id], [id(2), id(3)]);
});

test('R11 commands beyond the limit are refused before anything is appended', async () => {
  const { log, sequencer } = setUp(2);
  const kept = [sequencer.submit(genesis), sequencer.submit(tick(1))];
  const refused = sequencer.submit(tick(2)).then(
    () => 'answered',
    (error: unknown) => (error instanceof ProblemError ? error.code : error),
  );
  // Nothing is durable yet, so only a refusal can have settled it by now.
  assert.equal(await Promise.race([refused, turn().then(() => 'admitted')]), 'overloaded');
  await turn();
  assert.equal(
    new Ledger({ sha256 }).applyRecord(0, log.records[0] ?? new Uint8Array()).results.length,
    kept.length,
  );
  sequencer.abandonAll();
  await Promise.allSettled(kept);
});

const isProblem = (code: ProblemCode) => (error: unknown) =>
  error instanceof ProblemError && error.code === code;

test('an answer that takes too long is unknown, never failed', async () => {
  const { sequencer } = setUp();
  const early = sequencer.submit(genesis);
  await turn();
  for (let sweep = 0; sweep < 3; sweep++) sequencer.expire();
  assert.equal(await settled(early), false);
  const late = sequencer.submit(tick(1));
  sequencer.expire();
  assert.equal(await settled(early), true);
  await assert.rejects(early, isProblem('outcome_unknown'));
  assert.equal(await settled(late), false);
  sequencer.abandonAll();
  await assert.rejects(late);
});

test('R10 what waited too long in the queue never reaches the log, and its caller is told that it did not', async () => {
  const { log, unknown, sequencer, applyNext } = setUp();
  const first = sequencer.submit(genesis);
  await turn();
  const queued = [sequencer.submit(tick(1), 'a secret'), sequencer.submit(tick(2))];
  for (let sweep = 0; sweep < 4; sweep++) sequencer.expire();
  await assert.rejects(first, isProblem('outcome_unknown'));
  for (const answer of queued) await assert.rejects(answer, isProblem('unavailable'));
  assert.deepEqual(
    unknown,
    [genesis.notAfter],
    'of the others it is known that they never will be carried out',
  );

  const later = sequencer.submit(tick(3), 'a word');
  log.acknowledge();
  await turn();
  applyNext();
  applyNext();
  assert.equal((await later).command?.id, id(3));
  assert.deepEqual(log.annotations, [{ id: id(3), text: 'a word' }]);
  assert.equal(log.records.length, 2);
});

test('a failed append leaves the outcomes of its record unknown, and the queue goes on', async () => {
  const { log, sequencer } = setUp();
  const failing = sequencer.submit(genesis);
  await turn();
  const queued = sequencer.submit(tick(1));
  log.fail();
  await assert.rejects(failing, isProblem('outcome_unknown'));
  await turn();
  assert.deepEqual([log.records.length, sequencer.pending], [2, 1]);
  sequencer.abandonAll();
  await assert.rejects(queued, isProblem('outcome_unknown'));
});

test('a log that is closed has appended nothing, and says so', async () => {
  const { log, sequencer } = setUp();
  const answer = sequencer.submit(genesis);
  await turn();
  log.fail(new PortError('log_closed', 'it has halted'));
  await assert.rejects(answer, isProblem('unavailable'));
});

test('abandoning everything empties the queue as well', async () => {
  const { log, sequencer } = setUp();
  const first = sequencer.submit(genesis);
  await turn();
  const queued = sequencer.submit(tick(1));
  sequencer.abandonAll();
  await assert.rejects(first, isProblem('outcome_unknown'));
  await assert.rejects(queued, isProblem('unavailable'));
  log.acknowledge();
  await turn();
  assert.equal(log.records.length, 1);
});

test('a description travels beside the record, under the id of its command', async () => {
  const { log, sequencer } = setUp();
  const answer = sequencer.submit(genesis, 'for lunch');
  await turn();
  assert.deepEqual(log.annotations, [{ id: genesis.id, text: 'for lunch' }]);
  const text = Buffer.from(log.records[0] ?? new Uint8Array()).toString('latin1');
  assert.doesNotMatch(text, /lunch/, 'R18 no personal data in the log');
  sequencer.abandonAll();
  await assert.rejects(answer);
});
