import type { BusEvent, EventBus } from '@fintech/ports';

/** Keeps what is published, as a bus does that ignores ids it has already. It can be made to fail. */
export class MemoryBus implements Pick<EventBus, 'publish'> {
  readonly events: (BusEvent & { readonly topic: string })[] = [];
  /** Events that came again. */
  repeats = 0;
  /** Called before an event is kept, and after; a throw is what publish answers. */
  before: () => void = () => {};
  after: () => void = () => {};

  async publish(topic: string, events: readonly BusEvent[]): Promise<void> {
    for (const event of events) {
      this.before();
      const known = this.events.some(({ topic: other, id }) => other === topic && id === event.id);
      if (known) this.repeats += 1;
      else this.events.push({ topic, ...event });
      this.after();
    }
  }

  idsOf(topic: string): string[] {
    return this.events.filter(event => event.topic === topic).map(({ id }) => id);
  }
}
