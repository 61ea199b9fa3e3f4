/** Requests that are watched together. */
export type Stream = 'transfer' | 'read' | 'identity';

export const streams: readonly Stream[] = ['transfer', 'read', 'identity'];

/** An answer later than this does not count as prompt, in milliseconds. */
export const promptMs = 1000;
const slotMs = 100;
const windowSlots = 10;
const goodShare = 0.99;
/** How long all windows must be good before an outage counts as over, in milliseconds. */
export const calmMs = 2000;
const calmSlots = calmMs / slotMs;

interface Slot {
  asked: number;
  prompt: number;
  decided: number;
}

export interface Shares {
  readonly asked: number;
  /** Share answered within a second, 0 … 1. */
  readonly prompt: number;
  /** Share answered at all. */
  readonly decided: number;
}

/**
 * Counts requests by the tenth of a second in which they were made. Times are milliseconds of one monotonic clock. A window is
 * one second; it is good when at least 99 % of its requests were answered within a second.
 */
export class Meter {
  readonly #startedAt: number;
  readonly #slots: Readonly<Record<Stream, Slot[]>> = { transfer: [], read: [], identity: [] };

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  asked(stream: Stream, at: number): void {
    this.#slotAt(stream, at).asked += 1;
  }

  /** `askedAt`: as it was given to {@link asked}. Not to be called when there was no answer, or none that decides. */
  answered(stream: Stream, askedAt: number, now: number): void {
    const slot = this.#slotAt(stream, askedAt);
    slot.decided += 1;
    if (now - askedAt <= promptMs) slot.prompt += 1;
  }

  /**
   * How long after `from` the first second begins that is good and is followed by good ones for {@link calmMs}, once requests have
   * failed, in milliseconds: 0 when none failed, undefined while that has not come about. Requests of the streams count
   * together. Only what was asked for until {@link promptMs} before `now` is judged, since answers to the rest may come yet.
   */
  recoveryMs(judged: readonly Stream[], from: number, now: number): number | undefined {
    const slots = judged.map(stream => this.#slots[stream]);
    const first = this.#index(from);
    const lastStart = this.#index(now - promptMs) - windowSlots;
    let calmSince: number | undefined = first;
    let isDisturbed = false;
    for (let start = first; start <= lastStart; start++) {
      if (!isGood(slots, start)) {
        calmSince = undefined;
        isDisturbed = true;
        continue;
      }
      calmSince ??= start;
      if (isDisturbed && start - calmSince >= calmSlots) return (calmSince - first) * slotMs;
    }
    return isDisturbed || lastStart - first < calmSlots ? undefined : 0;
  }

  /** Whether the last window whose answers are all due is good. */
  isGoodNow(stream: Stream, now: number): boolean {
    return isGood([this.#slots[stream]], this.#index(now - promptMs) - windowSlots);
  }

  shares(stream: Stream, from: number, until: number): Shares {
    const slots = this.#slots[stream].slice(this.#index(from), this.#index(until));
    const { asked, prompt, decided } = sum(slots);
    if (asked === 0) return { asked, prompt: 1, decided: 1 };
    return { asked, prompt: prompt / asked, decided: decided / asked };
  }

  #slotAt(stream: Stream, at: number): Slot {
    const slots = this.#slots[stream];
    const index = this.#index(at);
    while (slots.length <= index) slots.push({ asked: 0, prompt: 0, decided: 0 });
    return slots[index] ?? { asked: 0, prompt: 0, decided: 0 };
  }

  #index(at: number): number {
    return Math.max(0, Math.floor((at - this.#startedAt) / slotMs));
  }
}

function isGood(streamsSlots: readonly (readonly Slot[])[], start: number): boolean {
  const window = streamsSlots.flatMap(slots =>
    slots.slice(Math.max(0, start), Math.max(0, start + windowSlots)),
  );
  const { asked, prompt } = sum(window);
  return prompt >= asked * goodShare;
}

function sum(slots: readonly Slot[]): Slot {
  const total = { asked: 0, prompt: 0, decided: 0 };
  for (const slot of slots) {
    total.asked += slot.asked;
    total.prompt += slot.prompt;
    total.decided += slot.decided;
  }
  return total;
}
