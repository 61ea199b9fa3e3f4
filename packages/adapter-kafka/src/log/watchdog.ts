import type { KafkaLogSubscription } from './log-subscription.ts';

/** What a log knows about itself, for the readiness of its process. */
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

const checkEveryMs = 250;
const reconnectAfterMs = 1000;
const unreadyAfterMs = 10_000;

interface Mark {
  next: number;
  since: number;
  reconnectedAt: number;
}

/** Notices subscriptions that do not get what is there, and makes them reconnect. */
export class Watchdog implements Disposable {
  readonly #subscriptions: ReadonlySet<KafkaLogSubscription>;
  readonly #lastAnswerAt: () => number;
  readonly #marks = new WeakMap<KafkaLogSubscription, Mark>();
  readonly #timer: NodeJS.Timeout;
  #knownEnd = 0;

  constructor(subscriptions: ReadonlySet<KafkaLogSubscription>, lastAnswerAt: () => number) {
    this.#subscriptions = subscriptions;
    this.#lastAnswerAt = lastAnswerAt;
    this.#timer = setInterval(() => this.#check(), checkEveryMs);
    this.#timer.unref();
  }

  /** The largest end of the log that anybody has named. */
  get knownEnd(): number {
    return this.#knownEnd;
  }

  sawEnd(end: number): void {
    if (end > this.#knownEnd) this.#knownEnd = end;
  }

  health(): LogHealth {
    const now = performance.now();
    const subscriptions = [...this.#subscriptions];
    const lag = Math.max(0, ...subscriptions.map(({ next }) => this.#knownEnd - next));
    const stalledMs = Math.max(0, ...subscriptions.map(subscription => this.#stalledMs(subscription, now)));
    const silentMs = now - this.#lastAnswerAt();
    return { isReady: stalledMs < unreadyAfterMs && silentMs < unreadyAfterMs, lag, stalledMs, silentMs };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const now = performance.now();
    for (const subscription of this.#subscriptions) {
      const mark = this.#marks.get(subscription);
      const isWaiting = !subscription.isHandling && subscription.next < this.#knownEnd;
      if (mark === undefined || !isWaiting || subscription.next > mark.next) {
        this.#marks.set(subscription, { next: subscription.next, since: now, reconnectedAt: now });
      } else if (now - mark.reconnectedAt > reconnectAfterMs) {
        mark.reconnectedAt = now;
        subscription.reconnect();
      }
    }
  }

  #stalledMs(subscription: KafkaLogSubscription, now: number): number {
    const mark = this.#marks.get(subscription);
    const isWaiting = !subscription.isHandling && subscription.next < this.#knownEnd;
    return mark !== undefined && isWaiting && subscription.next === mark.next ? now - mark.since : 0;
  }
}
