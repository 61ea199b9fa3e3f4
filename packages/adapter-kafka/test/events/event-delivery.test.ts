import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BusEvent } from '@fintech/ports';
import { range } from '@fintech/testkit';
import type { Fetched } from '../../src/client/partition-reader.ts';
import { encodeEvent } from '../../src/events/event-codec.ts';
import { EventDelivery, rememberedEvents } from '../../src/events/event-delivery.ts';
import { eventually } from '../_util.ts';

const event = (id: number | string): BusEvent => ({ id: String(id), type: 'tested', time: 1, data: null });

describe('the delivery of events to one group', () => {
  it('starts a new group at the first event that is still there, and commits what is handled', async () => {
    const topic = new ScriptedTopic(range(0, 5).map(event), { start: 2 });
    const { handled } = await deliverAll(topic);
    assert.deepEqual(handled, ['2', '3', '4']);
    assert.equal(topic.committedOffset, 5);
  });

  it('commits every hundred events, so that a crash repeats no more', async () => {
    const topic = new ScriptedTopic(range(0, 450).map(event));
    await deliverAll(topic);
    assert.deepEqual(topic.commits, [100, 200, 300, 400, 450]);
  });

  it('does not handle again what was published again, before or after a restart', async () => {
    const topic = new ScriptedTopic([1, 2, 1, 3, 2].map(event));
    assert.deepEqual((await deliverAll(topic)).handled, ['1', '2', '3']);
    topic.events.push(event(3), event(4), event(1));
    assert.deepEqual((await deliverAll(topic)).handled, ['4']);
    assert.equal(topic.committedOffset, 8);
  });

  it('looks back over a bounded number of events', async () => {
    const topic = new ScriptedTopic(range(0, rememberedEvents + 10).map(event));
    await deliverAll(topic);
    topic.events.push(event(10), event(9), event('new'));
    topic.lowestFetched = Number.POSITIVE_INFINITY;
    assert.deepEqual((await deliverAll(topic)).handled, ['9', 'new']);
    assert.equal(topic.lowestFetched, 10);
  });

  it('passes over what is no event, and says so', async () => {
    const topic = new ScriptedTopic([event(0), undefined, event(2)]);
    const { handled, warnings } = await deliverAll(topic);
    assert.deepEqual(handled, ['0', '2']);
    assert.deepEqual(warnings, ['record 1 of topic users is no event of ours and is passed over']);
  });

  it('says which events were deleted before the group handled them, and goes on behind them', async () => {
    const topic = new ScriptedTopic(range(0, 8).map(event), { start: 5, committed: 3 });
    const { handled, warnings } = await deliverAll(topic);
    assert.deepEqual(handled, ['5', '6', '7']);
    assert.deepEqual(warnings, [
      'events 3 … 4 were deleted before group g of topic users had handled them; it goes on at 5',
    ]);
  });

  it('starts again with a topic that was made anew', async () => {
    const topic = new ScriptedTopic(range(0, 3).map(event), { committed: 100 });
    const { handled, warnings } = await deliverAll(topic);
    assert.deepEqual(handled, ['0', '1', '2']);
    assert.equal(warnings.length, 1);
  });

  it('tries a failing event again and again, and stops at it when the turn is over', async () => {
    const topic = new ScriptedTopic(range(0, 3).map(event));
    const over = new AbortController();
    const tried: string[] = [];
    const delivery = deliveryOf(topic, async ({ id }) => {
      tried.push(id);
      if (id === '1') throw new Error('not yet');
    });
    const running = delivery.run(topic, over.signal);
    await eventually('it was tried again', () => tried.length > 3);
    over.abort();
    await running;
    assert.deepEqual(new Set(tried), new Set(['0', '1']));
    assert.equal(topic.committedOffset, 1);
  });

  it('commits nothing when it never learned where the group is', async () => {
    const topic = new ScriptedTopic(range(0, 3).map(event));
    const { delivery } = await deliverAll(topic);
    topic.isSilent = true;
    topic.commits.length = 0;
    const over = new AbortController();
    const running = delivery.run(topic, over.signal);
    await eventually('it was asked', () => topic.unanswered > 1);
    over.abort();
    await running;
    assert.deepEqual(topic.commits, []);
  });

  it('commits later what could not be committed at once', async () => {
    const topic = new ScriptedTopic(range(0, 3).map(event));
    topic.failingCommits = 1;
    await deliverAll(topic);
    assert.equal(topic.committedOffset, 3);
  });
});

/** A topic, and how far its group has come. */
class ScriptedTopic {
  readonly events: (BusEvent | undefined)[];
  readonly commits: number[] = [];
  readonly #start: number;
  committedOffset: number | undefined;
  lowestFetched = Number.POSITIVE_INFINITY;
  failingCommits = 0;
  isSilent = false;
  unanswered = 0;
  /** Called when there is nothing left to fetch. */
  onEnd = () => {};

  constructor(events: (BusEvent | undefined)[], options: { start?: number; committed?: number } = {}) {
    this.events = events;
    this.#start = options.start ?? 0;
    this.committedOffset = options.committed;
  }

  async start(): Promise<number> {
    return this.#start;
  }

  async end(): Promise<number> {
    return this.events.length;
  }

  reconnect(): void {}

  async fetch(offset: number): Promise<Fetched> {
    this.lowestFetched = Math.min(this.lowestFetched, offset);
    if (offset < this.#start || offset > this.events.length) return { kind: 'missing' };
    const records = this.events.slice(offset, offset + 1000).map((one, i) => ({
      offset: offset + i,
      epoch: 1,
      value: one === undefined ? Buffer.from('{"amount": 1}') : encodeEvent(one).value,
    }));
    if (records.length === 0) this.onEnd();
    await new Promise(setImmediate);
    return { kind: 'records', records, end: this.events.length };
  }

  async committed(): Promise<number | undefined> {
    if (!this.isSilent) return this.committedOffset;
    this.unanswered += 1;
    throw new Error('Nobody answers.');
  }

  async commit(offset: number): Promise<void> {
    this.failingCommits -= 1;
    if (this.failingCommits >= 0) throw new Error('Nobody answers.');
    this.commits.push(offset);
    this.committedOffset = offset;
  }
}

function deliveryOf(
  reader: ScriptedTopic,
  handler: (event: BusEvent) => Promise<void>,
  warnings: string[] = [],
) {
  const onWarning = (message: string) => warnings.push(message);
  return new EventDelivery({ topic: 'users', group: 'g', reader, handler, onWarning });
}

/** Delivers until there is nothing left, as a process that has just started. */
async function deliverAll(topic: ScriptedTopic) {
  const handled: string[] = [];
  const warnings: string[] = [];
  const over = new AbortController();
  topic.onEnd = () => over.abort();
  const delivery = deliveryOf(topic, async ({ id }) => void handled.push(id), warnings);
  await delivery.run(topic, over.signal);
  return { handled, warnings, delivery };
}
