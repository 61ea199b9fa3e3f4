import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CommandLog, LogRecord } from '@fintech/ports';
import type { CommandLogStorage } from './command-log.ts';
import { range, until } from './util.ts';

/** The promises of a {@link CommandLog} that several processes have open at once. */
export function describeSharedCommandLog(
  name: string,
  createStorage: () => Promise<CommandLogStorage>,
): void {
  const withTwo = async (body: (one: CommandLog, other: CommandLog) => Promise<void>): Promise<void> => {
    await using storage = await createStorage();
    const logs = await Promise.all([storage.open(failOnHalt), storage.open(failOnHalt)]);
    try {
      await body(...logs);
    } finally {
      await Promise.all(logs.map(log => log.close()));
    }
  };

  describe(`${name}: shared by several processes`, () => {
    it('gives the records of all to each, in one order', () =>
      withTwo(async (one, other) => {
        const [seenByOne, seenByOther] = [collect(one), collect(other)];
        await Promise.all(
          range(0, 100).flatMap(i => [
            one.append(text(`one ${i}`), []),
            other.append(text(`other ${i}`), []),
          ]),
        );
        await until(() => seenByOne.length === 200 && seenByOther.length === 200);
        assert.deepEqual(seenByOther, seenByOne);
        assert.deepEqual(
          seenByOne.map(({ offset }) => offset),
          range(0, 200),
        );
        const expected = range(0, 100).flatMap(i => [`one ${i}`, `other ${i}`]);
        assert.deepEqual(
          new Set(seenByOne.map(({ bytes }) => Buffer.from(bytes).toString())),
          new Set(expected),
        );
      }));

    it('puts what is appended after an answer behind what was answered, wherever that was', () =>
      withTwo(async (one, other) => {
        const logs = [one, other];
        for (const i of range(0, 20)) await logs[i % 2]?.append(text(String(i)), []);
        const seen = collect(other);
        await until(() => seen.length === 20);
        assert.deepEqual(
          seen.map(({ bytes }) => Buffer.from(bytes).toString()),
          range(0, 20).map(String),
        );
      }));

    it('counts what others appended as there to catch up with', () =>
      withTwo(async (one, other) => {
        await Promise.all(range(0, 30).map(i => one.append(text(String(i)), [])));
        assert.equal(await other.end(), 30);
        let seen = 0;
        await other.subscribe(0, records => {
          seen += records.length;
        }).caughtUp;
        assert.equal(seen, 30);
      }));

    it('shows annotations to all, and erases them for all', () =>
      withTwo(async (one, other) => {
        await one.append(text('record'), [
          { id: 'a', text: 'rent' },
          { id: 'b', text: 'food' },
        ]);
        await other.eraseAnnotation('a');
        assert.deepEqual(await one.annotations(['a', 'b']), new Map([['b', 'food']]));
        assert.deepEqual(await other.annotations(['a', 'b']), new Map([['b', 'food']]));
      }));

    it('goes on for the others when one of them halts', async () => {
      await using storage = await createStorage();
      const reasons: unknown[] = [];
      const halting = await storage.open(reason => reasons.push(reason));
      const other = await storage.open(failOnHalt);
      try {
        const failure = new Error('the handler failed');
        halting.subscribe(0, () => {
          throw failure;
        });
        await other.append(text('record'), []);
        await until(() => reasons.length === 1);
        assert.deepEqual(reasons, [failure]);
        const seen = collect(other);
        await other.append(text('another'), []);
        await until(() => seen.length === 2);
      } finally {
        await Promise.all([halting.close(), other.close()]);
      }
    });
  });
}

function failOnHalt(reason: unknown): void {
  throw new Error('The log halted.', { cause: reason });
}

function collect(log: CommandLog): readonly LogRecord[] {
  const records: LogRecord[] = [];
  log.subscribe(0, delivered => {
    records.push(...delivered);
  });
  return records;
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
