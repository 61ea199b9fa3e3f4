import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CommandLog, LogRecord } from '@fintech/ports';
import { range, until } from './util.ts';

/** A fresh place for one log; disposing of it deletes the data. */
export interface CommandLogStorage extends AsyncDisposable {
  /** Opens the log over this data, as a process does when it starts. One at a time is open unless the log is shared. */
  open(onHalt: (reason: unknown) => void): Promise<CommandLog>;
}

/** The promises of {@link CommandLog}. Every adapter runs this suite against its real store. */
export function describeCommandLog(name: string, createStorage: () => Promise<CommandLogStorage>): void {
  const withLog = async (body: (log: CommandLog) => Promise<void>): Promise<void> => {
    await using storage = await createStorage();
    const log = await storage.open(failOnHalt);
    await using _ = closing(log);
    await body(log);
  };

  describe(`${name}: order and delivery`, () => {
    it('numbers records 0, 1, 2 … and delivers each once, in order', () =>
      withLog(async log => {
        const live = collect(log, 0);
        await Promise.all(range(0, 200).map(i => log.append(record(i), [])));
        const records = await live.atLeast(200);
        assert.deepEqual(offsets(records), range(0, 200));
        assert.deepEqual(new Set(texts(records)), new Set(range(0, 200).map(String)));
        assert.equal(await log.end(), 200);
      }));

    it('delivers the same order to every subscription, wherever it starts', () =>
      withLog(async log => {
        const early = collect(log, 0);
        await appendAll(log, range(0, 20));
        const late = collect(log, 0);
        const tail = collect(log, 15);
        await appendAll(log, range(20, 40));
        const all = texts(await early.atLeast(40));
        assert.deepEqual(texts(await late.atLeast(40)), all);
        assert.deepEqual(texts(await tail.atLeast(25)), all.slice(15));
        assert.deepEqual(offsets(await tail.atLeast(25)), range(15, 40));
      }));

    it('keeps the order of appends that wait for each other', () =>
      withLog(async log => {
        await appendAll(log, range(0, 10));
        assert.deepEqual(texts(await collect(log, 0).atLeast(10)), range(0, 10).map(String));
      }));

    it('says when a subscription has caught up', () =>
      withLog(async log => {
        await appendAll(log, range(0, 30));
        const backlog = collect(log, 0);
        await backlog.subscription.caughtUp;
        assert.equal(backlog.records.length, 30);
        await collect(log, 30).subscription.caughtUp;
      }));

    it('keeps the bytes as they were when append was called', () =>
      withLog(async log => {
        const bytes = record(7);
        const appended = log.append(bytes, []);
        await appended;
        bytes.fill(0);
        assert.deepEqual(texts(await collect(log, 0).atLeast(1)), ['7']);
      }));

    it('waits for an asynchronous handler, and a slow subscription does not hold up another', () =>
      withLog(async log => {
        const gate = Promise.withResolvers<void>();
        const slow: LogRecord[] = [];
        let running = 0;
        const subscription = log.subscribe(0, async records => {
          running += 1;
          assert.equal(running, 1);
          await gate.promise;
          slow.push(...records);
          running -= 1;
        });
        const fast = collect(log, 0);
        await appendAll(log, range(0, 20));
        await fast.atLeast(20);
        assert.equal(slow.length, 0);
        gate.resolve();
        await subscription.caughtUp;
        const after = collect(log, 0);
        await after.subscription.caughtUp;
        await until(() => slow.length === 20);
        assert.deepEqual(texts(slow), texts(after.records));
      }));

    it('delivers nothing after a subscription is closed', () =>
      withLog(async log => {
        const closed = collect(log, 0);
        await log.append(record(0), []);
        await closed.atLeast(1);
        await closed.subscription.close();
        const open = collect(log, 0);
        await log.append(record(1), []);
        await open.atLeast(2);
        assert.equal(closed.records.length, 1);
      }));

    it('takes records up to the largest size, and an empty backlog of large ones', () =>
      withLog(async log => {
        const large = new Uint8Array(log.maxRecordBytes).fill(7);
        await Promise.all(range(0, 5).map(() => log.append(large, [])));
        const records = await collect(log, 0).atLeast(5);
        for (const { bytes } of records) assert.equal(Buffer.compare(bytes, large), 0);
        await assert.rejects(log.append(new Uint8Array(log.maxRecordBytes + 1), []), {
          code: 'log_record_too_large',
        });
        assert.equal(await log.end(), 5);
      }));
  });

  describe(`${name}: annotations`, () => {
    it('stores them with the record, and erases them for good', () =>
      withLog(async log => {
        await log.append(record(0), [
          { id: 'a', text: 'rent' },
          { id: 'b', text: 'Привет, 🌍' },
        ]);
        assert.deepEqual(
          await log.annotations(['a', 'b', 'none']),
          new Map([
            ['a', 'rent'],
            ['b', 'Привет, 🌍'],
          ]),
        );
        await log.eraseAnnotation('a');
        await log.eraseAnnotation('none');
        assert.deepEqual(await log.annotations(['a', 'b']), new Map([['b', 'Привет, 🌍']]));
        assert.deepEqual(await log.annotations([]), new Map());
      }));
  });

  describe(`${name}: durability and halting`, () => {
    it('has every answered append, annotation and erasure after a restart, and goes on behind them', async () => {
      await using storage = await createStorage();
      const before = await storage.open(failOnHalt);
      await using _before = closing(before);
      await Promise.all(
        range(0, 50).map(i => before.append(record(i), [{ id: `n${i}`, text: `note ${i}` }])),
      );
      await before.eraseAnnotation('n3');
      const written = texts(await collect(before, 0).atLeast(50));
      await before.close();

      const after = await storage.open(failOnHalt);
      await using _after = closing(after);
      assert.equal(await after.end(), 50);
      await after.append(record(50), []);
      const records = await collect(after, 0).atLeast(51);
      assert.deepEqual(offsets(records), range(0, 51));
      assert.deepEqual(texts(records), [...written, '50']);
      assert.deepEqual(await after.annotations(['n3', 'n4']), new Map([['n4', 'note 4']]));
    });

    it('waits for appends under way when it is closed, and refuses later calls', async () => {
      await using storage = await createStorage();
      const log = await storage.open(failOnHalt);
      await using _ = closing(log);
      const underWay = range(0, 20).map(i => log.append(record(i), []));
      await log.close();
      await Promise.all(underWay);
      await assertClosed(log);
    });

    for (const [how, fail] of failingHandlers) {
      it(`halts once when a handler ${how}`, async () => {
        await using storage = await createStorage();
        const reasons: unknown[] = [];
        const log = await storage.open(reason => reasons.push(reason));
        await using _ = closing(log);
        await log.append(record(0), []);
        let calls = 0;
        const subscription = log.subscribe(0, () => {
          calls += 1;
          return fail();
        });
        await assert.rejects(subscription.caughtUp, handlerError);
        assert.deepEqual(reasons, [handlerError]);
        assert.equal(calls, 1);
        await assertClosed(log);
      });
    }

    it('halts when it is asked for records behind its end', async () => {
      await using storage = await createStorage();
      const halted = Promise.withResolvers<unknown>();
      const log = await storage.open(halted.resolve);
      await using _ = closing(log);
      await appendAll(log, range(0, 3));
      const subscription = log.subscribe(5, () => {});
      await assert.rejects(subscription.caughtUp, { code: 'log_corrupt' });
      await halted.promise;
      await assertClosed(log);
    });
  });
}

const handlerError = new Error('the handler failed');
const failingHandlers: readonly [string, () => void | Promise<void>][] = [
  [
    'throws',
    () => {
      throw handlerError;
    },
  ],
  ['rejects', () => Promise.reject(handlerError)],
];

/** Closes the log at the end of the block, also when the test fails; closing twice does no harm. */
function closing(log: CommandLog): AsyncDisposable {
  return { [Symbol.asyncDispose]: () => log.close() };
}

function failOnHalt(reason: unknown): void {
  throw new Error('The log halted.', { cause: reason });
}

async function assertClosed(log: CommandLog): Promise<void> {
  await assert.rejects(log.append(record(0), []), { code: 'log_closed' });
  await assert.rejects(log.end(), { code: 'log_closed' });
  await assert.rejects(log.annotations(['a']), { code: 'log_closed' });
  await assert.rejects(log.eraseAnnotation('a'), { code: 'log_closed' });
  assert.throws(() => log.subscribe(0, () => {}), { code: 'log_closed' });
}

async function appendAll(log: CommandLog, numbers: readonly number[]): Promise<void> {
  for (const i of numbers) await log.append(record(i), []);
}

/** Subscribes and keeps what is delivered. */
function collect(log: CommandLog, fromOffset: number) {
  const records: LogRecord[] = [];
  const subscription = log.subscribe(fromOffset, delivered => {
    records.push(...delivered);
  });
  const atLeast = async (count: number): Promise<readonly LogRecord[]> => {
    await until(() => records.length >= count);
    return records;
  };
  return { records, subscription, atLeast };
}

function record(i: number): Uint8Array {
  return new TextEncoder().encode(String(i));
}

function texts(records: readonly LogRecord[]): string[] {
  return records.map(({ bytes }) => Buffer.from(bytes).toString());
}

function offsets(records: readonly LogRecord[]): number[] {
  return records.map(({ offset }) => offset);
}
