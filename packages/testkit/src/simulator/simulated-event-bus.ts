import { type BusEvent, type EventBus, PortError } from '@fintech/ports';
import type { Latency, SimulatedProcess } from './simulated-process.ts';

const latency: Latency = [0, 6];

/** How a publication fails: nothing is published, the first event is, or all are and the publisher is not told. */
export type PublicationFault = 'refused' | 'in_part' | 'answer_lost';

/** A topic that all simulated processes share. It keeps repeats, so that they can be seen. */
export class SimulatedEventBus {
  readonly #onEvent: (event: BusEvent) => void;
  #armed: PublicationFault | undefined;

  /** `onEvent` sees every event the moment it is published. */
  constructor(onEvent: (event: BusEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** The bus as a process sees it. */
  connect(process: SimulatedProcess): Pick<EventBus, 'publish'> {
    return { publish: (_topic, events) => process.call(latency, () => this.#publish(events)) };
  }

  /** Arms a fault for the next publication. */
  arm(fault: PublicationFault): void {
    this.#armed = fault;
  }

  disarm(): void {
    this.#armed = undefined;
  }

  #publish(events: readonly BusEvent[]): void {
    const fault = this.#armed;
    this.#armed = undefined;
    const published = { refused: 0, in_part: 1, answer_lost: events.length };
    for (const event of fault === undefined ? events : events.slice(0, published[fault]))
      this.#onEvent(event);
    if (fault !== undefined) throw new PortError('store_unavailable', 'The bus does not answer.');
  }
}
