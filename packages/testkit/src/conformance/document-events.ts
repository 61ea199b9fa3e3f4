import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DocumentStore, EventBus } from '@fintech/ports';
import { collect, event } from './events.ts';
import { type TestStorage, withPort } from './storage.ts';

/** The bus, and the store whose writes publish through it. */
export interface EventPorts {
  readonly eventBus: EventBus;
  readonly documentStore: DocumentStore;
}

const things = { name: 'things', indexes: [{ field: 'name', unique: true }] } as const;

/** The promises of a {@link DocumentStore} about the events of its writes. */
export function describeDocumentEvents(
  name: string,
  createStorage: () => Promise<TestStorage<EventPorts>>,
): void {
  const withBus = (body: (ports: EventPorts) => Promise<void>) => withPort(createStorage, body);

  describe(`${name}: events of documents`, () => {
    it('publishes them if and only if the write happens', () =>
      withBus(async ({ eventBus, documentStore }) => {
        const group = collect(eventBus, 't', 'g');
        const put = (id: string, thing: string, i: number, expectVersion?: number) =>
          documentStore.put(
            things,
            id,
            { name: thing },
            {
              events: [{ topic: 't', event: event(i) }],
              ...(expectVersion === undefined ? {} : { expectVersion }),
            },
          );
        assert.equal(await put('1', 'a', 1), 'ok');
        assert.equal(await put('2', 'a', 2), 'duplicate');
        assert.equal(await put('1', 'b', 3, 7), 'conflict');
        assert.equal(await put('1', 'b', 4, 1), 'ok');
        await eventBus.drained();
        assert.deepEqual(group.received, [event(1), event(4)]);
        await group.subscription.close();
      }));
  });
}
