import type { EventHandler } from '@fintech/ports';
import { describeError } from '../client/failures.ts';
import type { KafkaRecord, PartitionReader } from '../client/partition-reader.ts';
import { GrowingDelay } from '../client/waiting.ts';
import { decodeEvent } from './event-codec.ts';
import { RecentIds } from './recent-ids.ts';

export interface EventDeliveryOptions {
  readonly topic: string;
  readonly group: string;
  readonly reader: Pick<PartitionReader, 'fetch' | 'start' | 'end' | 'reconnect'>;
  readonly handler: EventHandler;
  readonly onWarning: (message: string) => void;
}

/** The group's own record of how far it has come. */
export interface GroupPosition {
  committed(): Promise<number | undefined>;
  commit(offset: number): Promise<void>;
}

/** How far back a repeated id is recognised. */
export const rememberedEvents = 10_000;
/** After a crash, at most this many events are handled a second time. */
const commitEvery = 100;
const commitAttempts = 3;

/** Hands the events of a topic to one handler, one after another, for as long as it is this process's turn. */
export class EventDelivery {
  readonly #options: EventDeliveryOptions;
  readonly #recent = new RecentIds(rememberedEvents);
  #moved = Promise.withResolvers<void>();
  /** Offset of the event that is handled next; undefined until that is known. */
  #next: number | undefined;
  #committed: number | undefined;

  constructor(options: EventDeliveryOptions) {
    this.#options = options;
  }

  get next(): number {
    return this.#next ?? 0;
  }

  /** Resolves when an event has been handled. */
  get moved(): Promise<void> {
    return this.#moved.promise;
  }

  /** Resolves when `over` has aborted and no handler is running. */
  async run(position: GroupPosition, over: AbortSignal): Promise<void> {
    const start = await this.#patiently(over, async () => this.#start(await position.committed(), over));
    // Without it nothing may be committed: others may have come further since the last turn.
    if (start === undefined) return;
    while (!over.aborted) {
      const fetched = await this.#patiently(over, () => this.#options.reader.fetch(this.next));
      if (fetched?.kind === 'records') await this.#handleAll(fetched.records, position, over);
      else if (fetched !== undefined) await this.#patiently(over, () => this.#passOverGap());
    }
    for (let i = 0; i < commitAttempts; i += 1) await this.#commit(position);
  }

  /** Goes on where the group has stopped, with the ids that came before that place. */
  async #start(committed: number | undefined, over: AbortSignal): Promise<number> {
    if (committed !== undefined && committed === this.#next) return committed;
    const [start, end] = await Promise.all([this.#options.reader.start(), this.#options.reader.end()]);
    const next = committed ?? start;
    this.#recent.clear();
    // A topic that ends before is another one: what is in it has not been handled.
    let from = next > end ? next : Math.max(start, next - rememberedEvents);
    while (from < next && !over.aborted) {
      const fetched = await this.#options.reader.fetch(from);
      const records = fetched.kind === 'records' ? fetched.records.filter(({ offset }) => offset < next) : [];
      for (const { value } of records) this.#recent.add(decodeEvent(value)?.id ?? '');
      from = (records.at(-1)?.offset ?? next) + 1;
    }
    this.#next = next;
    this.#committed = committed;
    return next;
  }

  async #handleAll(
    records: readonly KafkaRecord[],
    position: GroupPosition,
    over: AbortSignal,
  ): Promise<void> {
    for (const record of records) {
      if (over.aborted || !(await this.#handle(record, over))) break;
      this.#next = record.offset + 1;
      this.#moved.resolve();
      this.#moved = Promise.withResolvers();
      if (this.#next - (this.#committed ?? 0) >= commitEvery) await this.#commit(position);
    }
    await this.#commit(position);
  }

  /** Resolves to false when it is no longer our turn and the event is not handled. */
  async #handle({ offset, value }: KafkaRecord, over: AbortSignal): Promise<boolean> {
    const { topic, group, handler, onWarning } = this.#options;
    const event = decodeEvent(value);
    if (event === undefined)
      onWarning(`record ${offset} of topic ${topic} is no event of ours and is passed over`);
    if (event === undefined || this.#recent.has(event.id)) return true;
    const delay = new GrowingDelay(50, 30_000);
    while (!over.aborted) {
      try {
        await handler(event);
        this.#recent.add(event.id);
        return true;
      } catch (error) {
        onWarning(
          `group ${group} could not handle event ${event.id} of topic ${topic} yet: ${describeError(error)}`,
        );
        await delay.wait(over);
      }
    }
    return false;
  }

  /** Says how far the group has come. What could not be said is said with the next event. */
  async #commit(position: GroupPosition): Promise<void> {
    const { next } = this;
    if (next === (this.#committed ?? 0)) return;
    try {
      await position.commit(next);
      this.#committed = next;
    } catch {
      // Whoever takes over handles these events once more, as the port allows.
    }
  }

  async #passOverGap(): Promise<void> {
    const { reader, topic, group, onWarning } = this.#options;
    const [start, end] = await Promise.all([reader.start(), reader.end()]);
    if (this.next >= start && this.next <= end) return;
    const what =
      this.next < start ? `${this.next} … ${start - 1} were deleted before` : `after ${end} are gone that`;
    onWarning(`events ${what} group ${group} of topic ${topic} had handled them; it goes on at ${start}`);
    this.#next = start;
  }

  async #patiently<Result>(over: AbortSignal, attempt: () => Promise<Result>): Promise<Result | undefined> {
    const delay = new GrowingDelay(20, 1000);
    while (!over.aborted) {
      try {
        return await attempt();
      } catch {
        await delay.wait(over);
      }
    }
    return undefined;
  }
}
