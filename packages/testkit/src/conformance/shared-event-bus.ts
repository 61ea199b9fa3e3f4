import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BusEvent, EventBus } from '@fintech/ports';
import { collect, event, events } from './events.ts';
import type { TestStorage } from './storage.ts';
import { range, until } from './util.ts';

/** The promises of an {@link EventBus} that several processes have open at once. */
export function describeSharedEventBus(
  name: string,
  createStorage: () => Promise<TestStorage<EventBus>>,
): void {
  const withTwo = async (body: (one: EventBus, other: EventBus) => Promise<void>): Promise<void> => {
    await using storage = await createStorage();
    await using one = await storage.open();
    await using other = await storage.open();
    await body(one.port, other.port);
  };

  describe(`${name}: shared by several processes`, () => {
    it('gives every event of a group to one of them, one at a time', () =>
      withTwo(async (one, other) => {
        const received: BusEvent[] = [];
        let running = 0;
        const handler = async (delivered: BusEvent) => {
          running += 1;
          assert.equal(running, 1);
          await Promise.resolve();
          received.push(delivered);
          running -= 1;
        };
        one.subscribe('t', 'g', handler);
        other.subscribe('t', 'g', handler);
        for (const i of range(0, 40)) await (i % 2 === 0 ? one : other).publish('t', [event(i)]);
        await Promise.all([one.drained(), other.drained()]);
        assert.deepEqual(received, events(0, 40));
      }));

    it('lets the other one go on where the first stopped', () =>
      withTwo(async (one, other) => {
        const first = collect(one, 't', 'g');
        await one.publish('t', events(0, 10));
        await one.drained();
        const second = collect(other, 't', 'g');
        await first.subscription.close();
        await one.publish('t', events(10, 20));
        await other.drained();
        assert.deepEqual(first.received, events(0, 10));
        assert.deepEqual(second.received, events(10, 20));
      }));

    it('waits for a handler that is running before another process goes on', () =>
      withTwo(async (one, other) => {
        const entered = Promise.withResolvers<void>();
        const gate = Promise.withResolvers<void>();
        const handled: string[] = [];
        one.subscribe('t', 'g', async ({ id }) => {
          entered.resolve();
          await gate.promise;
          handled.push(`one ${id}`);
        });
        await one.publish('t', events(0, 1));
        await entered.promise;
        other.subscribe('t', 'g', async ({ id }) => {
          handled.push(`other ${id}`);
        });
        await other.publish('t', events(1, 2));
        gate.resolve();
        await until(() => handled.length === 2);
        assert.equal(handled[0], 'one e0');
        assert.match(handled[1] ?? '', / e1$/);
      }));

    it('recognises a repeated id, whoever published it first and whoever handled it', () =>
      withTwo(async (one, other) => {
        const first = collect(one, 't', 'g');
        await one.publish('t', events(0, 5));
        await one.drained();
        await first.subscription.close();
        await other.publish('t', events(3, 8));
        const second = collect(other, 't', 'g');
        await other.drained();
        assert.deepEqual(second.received, events(5, 8));
      }));
  });
}
