import assert from 'node:assert/strict';
import { PortError } from '@fintech/ports';
import { appliedRecords } from '@fintech/testkit';
import type { MongodbAdapters } from '../src/index.ts';

export const things = { name: 'things', indexes: [{ field: 'name', unique: true }] } as const;

/** What was acknowledged, and how long the longest wait for an acknowledgement was. */
export class Acknowledged {
  readonly documents: string[] = [];
  /** Successful steps of one counter, and those of which nobody knows. */
  counted = 0;
  unknown = 0;
  records = 0;
  longestWaitMs = 0;
  #lastAt = performance.now();

  /** Called at each acknowledgement. */
  note(): void {
    const now = performance.now();
    this.longestWaitMs = Math.max(this.longestWaitMs, now - this.#lastAt);
    this.#lastAt = now;
  }

  get total(): number {
    return this.documents.length + this.counted + this.records;
  }
}

/** Writes of every kind, each as soon as the one before it was acknowledged, until `stopped` says so. */
export async function writeUntil(
  { documentStore, entryStore }: MongodbAdapters,
  acknowledged: Acknowledged,
  stopped: () => boolean,
): Promise<void> {
  const documents = async (writer: number) => {
    for (let n = 0; !stopped(); n++) {
      const id = `${writer}-${n}`;
      const events = [{ topic: 't', event: { id, type: 'tested', time: n, data: {} } }];
      const options = writer % 2 === 0 ? { expectVersion: 0 } : { expectVersion: 0, events };
      // A conflict is what an earlier try has written, the answer of which was lost.
      await untilAnswered(() => documentStore.put(things, id, { name: id }, options));
      acknowledged.documents.push(id);
      acknowledged.note();
    }
  };
  const counter = async () => {
    while (!stopped()) {
      const found = await untilAnswered(() => documentStore.get<{ n: number }>(things, 'counter'));
      const [version, n] = [found?.version ?? 0, found?.value.n ?? 0];
      try {
        const put = documentStore.put(things, 'counter', { n: n + 1 }, { expectVersion: version });
        assert.equal(await put, 'ok', 'nobody else counts');
        acknowledged.counted += 1;
        acknowledged.note();
      } catch (error) {
        assertUnavailable(error);
        acknowledged.unknown += 1;
      }
    }
  };
  const projector = async () => {
    for (let offset = 0; !stopped(); offset += 3) {
      await untilAnswered(() => entryStore.write(appliedRecords.transfers(offset, offset + 3)));
      acknowledged.records = offset + 3;
      acknowledged.note();
    }
  };
  await Promise.all([...[0, 1, 2, 3].map(documents), counter(), projector()]);
}

/** What was acknowledged is there, and nothing that nobody wrote. */
export async function assertKept(adapters: MongodbAdapters, acknowledged: Acknowledged): Promise<void> {
  const { documentStore, entryStore } = adapters;
  for (const id of acknowledged.documents)
    assert.equal((await documentStore.get(things, id))?.version, 1, `document ${id}`);
  const counter = await documentStore.get<{ n: number }>(things, 'counter');
  const n = counter?.value.n ?? 0;
  assert.equal(counter?.version, n);
  assert.ok(n >= acknowledged.counted && n <= acknowledged.counted + acknowledged.unknown, `counted ${n}`);
  const { nextOffset, position } = await entryStore.checkpoint();
  assert.ok(nextOffset >= acknowledged.records, `${nextOffset} records of ${acknowledged.records}`);
  const expected = appliedRecords.transfers(0, nextOffset);
  assert.deepEqual(
    await entryStore.outcomes(1, position),
    expected.flatMap(({ outcomes }) => outcomes),
  );
  assert.deepEqual(
    await entryStore.entriesBetween(1, position),
    expected.flatMap(({ entries }) => entries),
  );
}

export async function untilAnswered<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      assertUnavailable(error);
    }
  }
}

export function assertUnavailable(error: unknown): void {
  if (error instanceof PortError && error.code === 'store_unavailable' && error.canRetry) return;
  throw error;
}
