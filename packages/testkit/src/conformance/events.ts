import type { BusEvent, EventBus } from '@fintech/ports';
import { range } from './util.ts';

/** The event number `i` of a test. */
export function event(i: number): BusEvent {
  return { id: `e${i}`, type: 'tested', time: 1_700_000_000_000 + i, data: { i, text: 'ü' } };
}

export function events(from: number, end: number): BusEvent[] {
  return range(from, end).map(event);
}

/** Subscribes and keeps what is delivered. */
export function collect(eventBus: EventBus, topic: string, group: string) {
  const received: BusEvent[] = [];
  let running = 0;
  let most = 0;
  const subscription = eventBus.subscribe(topic, group, async delivered => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    received.push(delivered);
    running -= 1;
  });
  return { received, subscription, mostAtOnce: () => most };
}
