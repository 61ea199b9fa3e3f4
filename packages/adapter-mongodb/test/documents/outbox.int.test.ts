import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { DocumentStore, OutboxEvent, PutOptions } from '@fintech/ports';
import { range } from '@fintech/testkit';
import { describeOn, type MongodbEndpoints, useMongodb } from '@fintech/testkit/stack';
import type { MongodbAdapters } from '../../src/index.ts';
import { testDatabase } from '../_util.ts';
import { MemoryBus } from './_memory-bus.ts';

const things = { name: 'things', indexes: [{ field: 'name', unique: true }] } as const;

await describeOn('the outbox of documents', useMongodb(), server => {
  it('publishes events if and only if the write happens, with all they hold', () =>
    withOutbox(server(), async ({ documentStore }, relayTo) => {
      const { bus, relay } = relayTo();
      const put = (id: string, name: string, n: number, expectVersion?: number) =>
        documentStore.put(things, id, { name }, options([event(n)], expectVersion));
      assert.equal(await put('1', 'a', 1), 'ok');
      assert.equal(await put('2', 'a', 2), 'duplicate');
      assert.equal(await put('1', 'b', 3, 7), 'conflict');
      assert.equal(await put('1', 'b', 4, 0), 'conflict');
      assert.equal(await put('1', 'b', 5, 1), 'ok');
      await relay.drained();
      assert.deepEqual(
        bus.events,
        [event(1), event(5)].map(({ topic, event }) => ({ topic, ...event })),
      );
    }));

  it('keeps the order of the versions of a document, and of writes that follow each other', () =>
    withOutbox(server(), async ({ documentStore }, relayTo, other) => {
      const { bus, relay } = relayTo();
      for (const n of range(0, 20)) {
        const { documentStore: store } = n % 2 === 0 ? { documentStore } : other;
        assert.equal(
          await store.put(things, `${n % 3}`, {}, options([event(2 * n), event(2 * n + 1)])),
          'ok',
        );
      }
      await relay.drained();
      assert.deepEqual(bus.idsOf('t'), range(0, 40).map(idOf));
    }));

  it('lets exactly one of 32 parallel writers win, and publishes its event alone', () =>
    withOutbox(server(), async ({ documentStore }, relayTo, other) => {
      await documentStore.put(things, '1', {});
      const outcomes = await Promise.all(
        range(0, 32).map(n =>
          (n % 2 === 0 ? documentStore : other.documentStore).put(things, '1', {}, options([event(n)], 1)),
        ),
      );
      assert.equal(outcomes.filter(outcome => outcome === 'ok').length, 1);
      assert.equal(outcomes.filter(outcome => outcome === 'conflict').length, 31);
      const { bus, relay } = relayTo();
      await relay.drained();
      assert.deepEqual(bus.idsOf('t'), [idOf(outcomes.indexOf('ok'))]);
    }));

  it('lets exactly one of 32 parallel writers take a unique value, or insert, each with its event', () =>
    withOutbox(server(), async ({ documentStore }, relayTo) => {
      const taking = range(0, 32).map(n =>
        documentStore.put(things, `${n}`, { name: 'a' }, options([event(n)])),
      );
      const inserting = range(32, 64).map(n => documentStore.put(things, 'x', {}, options([event(n)], 0)));
      const outcomes = await Promise.all([...taking, ...inserting]);
      const count = (outcome: string) => outcomes.filter(found => found === outcome).length;
      assert.deepEqual([count('ok'), count('duplicate'), count('conflict')], [2, 31, 31]);
      const { bus, relay } = relayTo();
      await relay.drained();
      const winners = range(0, 64).filter(n => outcomes[n] === 'ok');
      assert.deepEqual(new Set(bus.idsOf('t')), new Set(winners.map(idOf)));
    }));

  it('writes a document without a guard however many do so at the same time', () =>
    withOutbox(server(), async ({ documentStore }, relayTo) => {
      const outcomes = await Promise.all(
        range(0, 16).map(n => documentStore.put(things, '1', { n }, n % 2 === 0 ? options([event(n)]) : {})),
      );
      assert.ok(outcomes.every(outcome => outcome === 'ok'));
      assert.equal((await documentStore.get(things, '1'))?.version, 16);
      const { bus, relay } = relayTo();
      await relay.drained();
      assert.equal(bus.events.length, 8);
    }));

  it('waits for a bus that is away, tells of it, and loses and reorders nothing', () =>
    withOutbox(server(), async ({ documentStore }, relayTo) => {
      const { bus, relay, failures } = relayTo();
      // It is away at first; then it takes events, and its answer is lost.
      let tries = 0;
      bus.before = () => {
        if (++tries <= 3) throw new Error('away');
      };
      const unanswered = new Set([1, 5, 6]);
      bus.after = () => {
        if (unanswered.delete(bus.events.length)) throw new Error('no answer');
      };
      for (const n of range(0, 12)) await documentStore.put(things, `${n}`, {}, options([event(n)]));
      await relay.drained();
      assert.deepEqual(bus.idsOf('t'), range(0, 12).map(idOf));
      assert.ok(bus.repeats > 0);
      assert.ok(failures.length >= 4);
    }));

  it('may be relayed by every process', () =>
    withOutbox(server(), async ({ documentStore }, relayTo, other) => {
      const bus = new MemoryBus();
      const relays = [relayTo(bus), relayTo(bus, other)];
      const writers = [documentStore, other.documentStore].map((store, writer) =>
        putInOrder(
          store,
          `${writer}`,
          range(0, 30).map(n => event(100 * writer + n)),
        ),
      );
      await Promise.all(writers);
      await Promise.all(relays.map(({ relay }) => relay.drained()));
      for (const writer of [0, 1]) {
        const ids = bus.idsOf('t').filter(id => Math.floor(Number(id.slice(1)) / 100) === writer);
        assert.deepEqual(ids, range(100 * writer, 100 * writer + 30).map(idOf));
      }
    }));

  it('keeps events for a relay that comes later, and nothing once they are published', () =>
    withOutbox(server(), async ({ documentStore }, relayTo, other) => {
      const events = range(0, 250).map(n => event(n, n % 2 === 0 ? 't' : 'u'));
      await documentStore.put(things, '1', {}, options(events.slice(0, 100)));
      for (const one of events.slice(100)) await documentStore.put(things, '2', {}, options([one]));
      await documentStore.delete(things, '2');
      const { bus, relay } = relayTo(new MemoryBus(), other);
      await relay.drained();
      await relay[Symbol.asyncDispose]();
      assert.deepEqual(
        bus.idsOf('t'),
        range(0, 125).map(n => idOf(2 * n)),
      );
      assert.deepEqual(
        bus.idsOf('u'),
        range(0, 125).map(n => idOf(2 * n + 1)),
      );
      const { bus: late, relay: last } = relayTo();
      await last.drained();
      assert.deepEqual(late.events, []);
    }));
});

interface Relayed {
  readonly bus: MemoryBus;
  readonly relay: ReturnType<MongodbAdapters['relayOutbox']>;
  readonly failures: readonly unknown[];
}

type RelayTo = (bus?: MemoryBus, adapters?: MongodbAdapters) => Relayed;

/** Two processes on one fresh database. A relay runs when the body starts one. */
async function withOutbox(
  endpoints: MongodbEndpoints,
  body: (adapters: MongodbAdapters, relayTo: RelayTo, other: MongodbAdapters) => Promise<void>,
): Promise<void> {
  await using database = testDatabase(endpoints);
  await using adapters = await database.open();
  await using other = await database.open();
  const relayTo: RelayTo = (bus = new MemoryBus(), from = adapters) => {
    const failures: unknown[] = [];
    return { bus, failures, relay: from.relayOutbox(bus, error => failures.push(error)) };
  };
  await body(adapters, relayTo, other);
}

async function putInOrder(store: DocumentStore, id: string, events: readonly OutboxEvent[]): Promise<void> {
  for (const one of events) assert.equal(await store.put(things, id, {}, options([one])), 'ok');
}

function options(events: readonly OutboxEvent[], expectVersion?: number): PutOptions {
  return expectVersion === undefined ? { events } : { events, expectVersion };
}

function event(n: number, topic = 't'): OutboxEvent {
  return {
    topic,
    event: { id: idOf(n), type: 'tested', time: 1_700_000_000_000 + n, data: { n, text: 'ü' } },
  };
}

function idOf(n: number): string {
  return `e${n}`;
}
