import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LogRecord } from '@fintech/ports';
import type { Fetched } from '../../src/client/partition-reader.ts';
import { Envelopes } from '../../src/log/envelope.ts';
import { OrderedReader } from '../../src/log/ordered-reader.ts';

const partition = { topic: 'ledger.commands', partition: 0 };
const envelopes = new Envelopes(partition, [Buffer.alloc(32, 'key')]);

describe('an ordered reader', () => {
  it('gives the next records, and asks for what comes after them, by their epoch', async () => {
    const partition = scripted(records(5, 6), records(7), records());
    const reader = readerOf(partition, 5);
    assert.deepEqual(offsets(await reader.read()), [5, 6]);
    assert.deepEqual(offsets(await reader.read()), [7]);
    assert.deepEqual(offsets(await reader.read()), []);
    assert.deepEqual(partition.asked, [
      [5, undefined],
      [7, 6],
      [8, 7],
    ]);
  });

  const wrong: readonly [string, Fetched | Error, string][] = [
    ['a gap', records(4), 'log_corrupt'],
    ['a step back', records(2), 'log_corrupt'],
    ['a place that is not there', { kind: 'missing' }, 'log_corrupt'],
    ['another history', { kind: 'diverged' }, 'log_corrupt'],
    ['an answer that makes no sense', new RangeError('out of range'), 'log_corrupt'],
    ['a damaged record', damaged(3), 'log_corrupt'],
    ['a record of others', withValue(3, Buffer.from('{"amount": 1000000}')), 'log_foreign'],
    ['a mark of a transaction', withValue(3, undefined), 'log_foreign'],
  ];
  for (const [what, answer, code] of wrong) {
    it(`asks once more after ${what}, and does not believe it the first time`, async () => {
      const partition = scripted(answer, records(3));
      assert.deepEqual(offsets(await readerOf(partition, 3).read()), [3]);
      assert.equal(partition.reconnects, 1);
      assert.equal(partition.refreshes, 1);
    });

    it(`halts when ${what} is still there, and says where it is`, async () => {
      const reader = readerOf(scripted(answer, answer, records(3)), 3);
      await assert.rejects(reader.read(), {
        code,
        message: /^Record 3 of topic ledger\.commands, partition 0, /,
      });
    });
  }

  it('gives what comes before a bad record first', async () => {
    const both: Fetched = {
      kind: 'records',
      records: [...listed(records(3)), ...listed(damaged(4))],
      end: 5,
    };
    const reader = readerOf(scripted(both, damaged(4), damaged(4)), 3);
    assert.deepEqual(offsets(await reader.read()), [3]);
    await assert.rejects(reader.read(), { code: 'log_corrupt', message: /^Record 4 / });
  });

  it('suspects anew after every good record', async () => {
    const reader = readerOf(scripted(records(9), records(3), records(9), records(4)), 3);
    assert.deepEqual(offsets(await reader.read()), [3]);
    assert.deepEqual(offsets(await reader.read()), [4]);
  });

  it('waits out silence for as long as it lasts', async () => {
    const silence = Object.assign(new Error('Connection closed'), { code: 'PLT_KFK_NETWORK' });
    const reader = readerOf(scripted(silence, silence, silence, silence, records(3)), 3);
    assert.deepEqual(offsets(await reader.read()), [3]);
  });

  it('gives nothing before this process is allowed to know it', async () => {
    const acknowledged = Promise.withResolvers<void>();
    const reader = readerOf(scripted(records(3)), 3, () => acknowledged.promise);
    let isRead = false;
    const reading = reader.read().then(() => {
      isRead = true;
    });
    await new Promise(setImmediate);
    assert.equal(isRead, false);
    acknowledged.resolve();
    await reading;
  });

  it('gives nothing more once it is closed', async () => {
    const reader = readerOf(scripted(records(3)), 3);
    reader.close();
    assert.deepEqual(await reader.read(), []);
  });
});

/** A partition that answers as the script says. */
function scripted(...answers: (Fetched | Error)[]) {
  const asked: [number, number | undefined][] = [];
  const script = answers.values();
  return {
    asked,
    reconnects: 0,
    refreshes: 0,
    partition,
    async fetch(offset: number, epoch?: number): Promise<Fetched> {
      asked.push([offset, epoch]);
      const answer = script.next().value;
      if (answer === undefined) throw new Error('The script has ended.');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    end: async () => 0,
    reconnect() {
      this.reconnects += 1;
    },
    async refresh() {
      this.refreshes += 1;
      return true;
    },
    close: () => {},
  };
}

function readerOf(partition: ReturnType<typeof scripted>, fromOffset: number, acknowledged = async () => {}) {
  return new OrderedReader({
    reader: partition,
    watch: partition,
    envelopes,
    fromOffset,
    onEnd: () => {},
    acknowledged,
  });
}

/** Sealed records; the epoch of each is its offset. */
function records(...offsets: number[]): Fetched {
  const list = offsets.map(offset => ({
    offset,
    epoch: offset,
    value: envelopes.seal(Buffer.from(`record ${offset}`)),
  }));
  return { kind: 'records', records: list, end: (offsets.at(-1) ?? 0) + 1 };
}

function listed(fetched: Fetched) {
  return fetched.kind === 'records' ? fetched.records : [];
}

function withValue(offset: number, value: Buffer | undefined): Fetched {
  return { kind: 'records', records: [{ offset, epoch: 1, value }], end: offset + 1 };
}

function damaged(offset: number): Fetched {
  const value = envelopes.seal(Buffer.from(`record ${offset}`));
  value.writeUInt8(value.readUInt8(value.length - 1) ^ 1, value.length - 1);
  return withValue(offset, value);
}

function offsets(records: readonly LogRecord[]): number[] {
  return records.map(({ offset }) => offset);
}
