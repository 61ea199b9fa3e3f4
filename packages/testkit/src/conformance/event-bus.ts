import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventBus } from '@fintech/ports';
import { collect, event, events } from './events.ts';
import { type TestStorage, withPort } from './storage.ts';
import { range } from './util.ts';

/** The promises of {@link EventBus}. */
export function describeEventBus(name: string, createStorage: () => Promise<TestStorage<EventBus>>): void {
  const withBus = (body: (eventBus: EventBus) => Promise<void>) => withPort(createStorage, body);

  describe(`${name}: topics and groups`, () => {
    it('gives every group every event, in the order of publication, one at a time', () =>
      withBus(async eventBus => {
        await eventBus.publish('t', events(0, 30));
        const first = collect(eventBus, 't', 'first');
        const second = collect(eventBus, 't', 'second');
        for (const i of range(30, 60)) await eventBus.publish('t', events(i, i + 1));
        await eventBus.drained();
        assert.deepEqual(first.received, events(0, 60));
        assert.deepEqual(second.received, events(0, 60));
        assert.equal(first.mostAtOnce(), 1);
        await Promise.all([first.subscription.close(), second.subscription.close()]);
      }));

    it('keeps topics apart and ignores an id that the topic already has', () =>
      withBus(async eventBus => {
        await eventBus.publish('t', [event(1), event(1), event(2)]);
        await eventBus.publish('t', [{ ...event(2), data: 'other' }, event(3)]);
        await eventBus.publish('t', []);
        await eventBus.publish('other', [event(1)]);
        const one = collect(eventBus, 't', 'g');
        const other = collect(eventBus, 'other', 'g');
        await eventBus.drained();
        assert.deepEqual(one.received, [event(1), event(2), event(3)]);
        assert.deepEqual(other.received, [event(1)]);
        await Promise.all([one.subscription.close(), other.subscription.close()]);
      }));

    it('delivers an event again until its handler succeeds, before any later one', () =>
      withBus(async eventBus => {
        const tried: string[] = [];
        const subscription = eventBus.subscribe('t', 'g', async ({ id }) => {
          tried.push(id);
          if (id === 'e1' && tried.length < 4) throw new Error('not yet');
        });
        await eventBus.publish('t', events(0, 3));
        await eventBus.drained();
        assert.deepEqual(tried, ['e0', 'e1', 'e1', 'e1', 'e2']);
        await subscription.close();
      }));

    it('goes on where the group stopped, in the same process and after a restart', async () => {
      await using storage = await createStorage();
      {
        await using before = await storage.open();
        const eventBus = before.port;
        await eventBus.publish('t', events(0, 5));
        const group = collect(eventBus, 't', 'g');
        await eventBus.drained();
        await group.subscription.close();
        await eventBus.publish('t', events(5, 8));
        assert.deepEqual(group.received, events(0, 5));
        const again = collect(eventBus, 't', 'g');
        await eventBus.drained();
        assert.deepEqual(again.received, events(5, 8));
        await again.subscription.close();
        await eventBus.publish('t', events(8, 10));
      }
      await using after = await storage.open();
      const resumed = collect(after.port, 't', 'g');
      const fresh = collect(after.port, 't', 'fresh');
      await after.port.drained();
      assert.deepEqual(resumed.received, events(8, 10));
      assert.deepEqual(fresh.received, events(0, 10));
      await Promise.all([resumed.subscription.close(), fresh.subscription.close()]);
    });

    it('has no handler running once a subscription is closed, and gives the rest to the next one', () =>
      withBus(async eventBus => {
        const entered = Promise.withResolvers<void>();
        const gate = Promise.withResolvers<void>();
        let finished = 0;
        const subscription = eventBus.subscribe('t', 'g', async () => {
          entered.resolve();
          await gate.promise;
          finished += 1;
        });
        await eventBus.publish('t', events(0, 3));
        await entered.promise;
        const closed = subscription.close();
        const next = collect(eventBus, 't', 'g');
        gate.resolve();
        await closed;
        assert.equal(finished, 1);
        await eventBus.drained();
        assert.deepEqual(next.received, events(1, 3));
        await next.subscription.close();
      }));

    it('lets a handler publish', () =>
      withBus(async eventBus => {
        const relay = eventBus.subscribe('t', 'relay', ({ id }) =>
          eventBus.publish('t2', [{ ...event(0), id: `relayed ${id}` }]),
        );
        const target = collect(eventBus, 't2', 'g');
        await eventBus.publish('t', events(0, 3));
        await eventBus.drained();
        await eventBus.drained();
        assert.deepEqual(
          target.received.map(({ id }) => id),
          ['relayed e0', 'relayed e1', 'relayed e2'],
        );
        await Promise.all([relay.close(), target.subscription.close()]);
      }));
  });
}
