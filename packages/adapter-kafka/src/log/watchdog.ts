import type { KafkaLogSubscription } from './log-subscription.ts';

type Watched = Pick<KafkaLogSubscription, 'next' | 'isHandling' | 'isAside' | 'reconnect'>;

/** What a log knows about itself, for the readiness of its process. Subscriptions that are aside do not count. */
export interface LogHealth {
  /** False when records are known to be there and have not come for ten seconds, or no broker has answered for as long. */
  readonly isReady: boolean;
  /** Records that are in the log and that the slowest subscription has not handled, as far as is known. */
  readonly lag: number;
  /** For how long a subscription has been waiting for records that are known to be there. */
  readonly stalledMs: number;
  /** How long ago a broker last answered. */
  readonly silentMs: number;
}

const reconnectAfterMs = 1000;
const unreadyAfterMs = 10_000;

interface Mark {
  readonly next: number;
  readonly since: number;
  reconnectedAt: number;
}

/** Notices subscriptions that do not get what is there, and makes them reconnect. All times are of the monotonic clock. */
export class Watchdog {
  readonly #subscriptions: ReadonlySet<Watched>;
  readonly #marks = new WeakMap<Watched, Mark>();
  #knownEnd = 0;

  constructor(subscriptions: ReadonlySet<Watched>) {
    this.#subscriptions = subscriptions;
  }

  /** The largest end of the log that anybody has named. */
  get knownEnd(): number {
    return this.#knownEnd;
  }

  sawEnd(end: number): void {
    if (end > this.#knownEnd) this.#knownEnd = end;
  }

  health(now: number, lastAnswerAt: number): LogHealth {
    const subscriptions = [...this.#subscriptions].filter(({ isAside }) => !isAside);
    const lag = Math.max(0, ...subscriptions.map(({ next }) => this.#knownEnd - next));
    const stalledMs = Math.max(0, ...subscriptions.map(subscription => this.#stalledMs(subscription, now)));
    const silentMs = Math.max(0, now - lastAnswerAt);
    return { isReady: stalledMs < unreadyAfterMs && silentMs < unreadyAfterMs, lag, stalledMs, silentMs };
  }

  /** To be called a few times a second. */
  check(now: number): void {
    for (const subscription of this.#subscriptions) {
      const mark = this.#marks.get(subscription);
      if (mark === undefined || !this.#isStalled(subscription, mark)) {
        this.#marks.set(subscription, { next: subscription.next, since: now, reconnectedAt: now });
      } else if (now - mark.reconnectedAt > reconnectAfterMs) {
        mark.reconnectedAt = now;
        subscription.reconnect();
      }
    }
  }

  #stalledMs(subscription: Watched, now: number): number {
    const mark = this.#marks.get(subscription);
    return mark !== undefined && this.#isStalled(subscription, mark) ? now - mark.since : 0;
  }

  /** A handler that takes its time is no stall. */
  #isStalled({ next, isHandling }: Watched, mark: Mark): boolean {
    return !isHandling && next < this.#knownEnd && next === mark.next;
  }
}
