import { setTimeout as delay } from 'node:timers/promises';
import { PortError } from '@fintech/ports';
import { Redis } from 'ioredis';
import type { Script } from '../scripts.ts';
import { parseAddress, type RedisEndpoint } from './endpoint.ts';
import { isDeposed, isMissingScript, isRefusal, portErrorOf, reasonOf } from './failure.ts';

/** A command without an answer for this long has failed, whatever becomes of it. */
export const answerWithinMs = 1000;
const connectWithinMs = 1000;
const sentinelAnswersWithinMs = 500;
/** A pause between attempts, with some chance in it, so that processes do not come back all at once. */
const pauseMs = () => 50 + Math.floor(Math.random() * 100);
/** A node that is asked to go away is not asked again at once: it may be the right one in trouble. */
const leaveAtMostEveryMs = 1000;
/** What the driver says of itself while it talks to a node. */
const connected: readonly string[] = ['connect', 'ready'];

/**
 * A connection to the master, whoever that is at the time. While there is none, and when an answer takes too long,
 * commands fail at once with `store_unavailable`; nothing is queued or sent twice. It comes back by itself.
 */
export class RedisConnection {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #onLeave: () => void;
  #session = 0;
  #leftAt = Number.NEGATIVE_INFINITY;
  #lastFailure = 'not connected yet';

  /** `onLeave` is told when the node turned out not to be the one to ask, for others that talk to it. */
  constructor(endpoint: RedisEndpoint, prefix: string, onLeave: () => void = () => undefined) {
    this.#onLeave = onLeave;
    this.#redis = new Redis(optionsFor(endpoint));
    this.#prefix = prefix;
    this.#redis.on('error', error => {
      this.#lastFailure = reasonOf(error);
    });
    this.#redis.on('close', () => {
      this.#session += 1;
    });
  }

  /** Changes whenever the connection is lost: what was written in another session may have been to another node. */
  get session(): number {
    return this.#session;
  }

  /** @throws PortError `store_unavailable` when there is no master within `withinMs`, or it refuses the password */
  async connect(withinMs: number): Promise<void> {
    const connected = new Promise<boolean>(resolve => {
      this.#redis.once('ready', () => resolve(true));
      this.#redis.on('error', error => isRefusal(error) && resolve(false));
    });
    // That the first attempt failed is no news: others follow by themselves.
    this.#redis.connect().catch(() => undefined);
    if (await Promise.race([connected, delay(withinMs, false, { ref: false })])) return;
    throw new PortError('store_unavailable', `Redis: no connection to the master (${this.#lastFailure})`);
  }

  /** Runs a script. @throws PortError `store_unavailable`, `store_corrupt` */
  run(script: Script, ...args: readonly (string | number)[]): Promise<unknown> {
    const values = [this.#prefix, ...args];
    return this.#answer(() =>
      this.#redis.evalsha(script.sha, 0, ...values).catch(error => {
        if (!isMissingScript(error)) throw error;
        return this.#redis.eval(script.source, 0, ...values);
      }),
    );
  }

  /** Runs one command. @throws PortError `store_unavailable`, `store_corrupt` */
  command(name: string, ...args: readonly (string | number)[]): Promise<unknown> {
    return this.#answer(() => this.#redis.call(name, ...args));
  }

  /** Lets go of the node and asks the Sentinels again. Does nothing while there is no node to let go of. */
  leave(): void {
    // Whoever disconnects the driver while it asks the Sentinels ends it for good: it does not try again.
    if (!connected.includes(this.#redis.status)) return;
    const now = performance.now();
    if (now - this.#leftAt < leaveAtMostEveryMs) return;
    this.#leftAt = now;
    this.#redis.disconnect(true);
    this.#onLeave();
  }

  close(): void {
    this.#redis.disconnect();
  }

  async #answer(ask: () => Promise<unknown>): Promise<unknown> {
    try {
      return await ask();
    } catch (error) {
      if (isDeposed(error)) this.leave();
      throw portErrorOf(error);
    }
  }
}

function optionsFor(endpoint: RedisEndpoint) {
  return {
    ...target(endpoint),
    password: endpoint.password,
    lazyConnect: true,
    // Nothing waits for a connection and nothing is sent again: the caller knows best whether it still wants it.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: answerWithinMs,
    // Commands time out first; then whoever does not answer is let go of, be it there or not.
    socketTimeout: answerWithinMs + 500,
    connectTimeout: connectWithinMs,
    disconnectTimeout: 100,
    retryStrategy: pauseMs,
  };
}

function target(endpoint: RedisEndpoint) {
  if ('address' in endpoint) return parseAddress(endpoint.address);
  return {
    sentinels: endpoint.sentinels.map(parseAddress),
    name: endpoint.masterName,
    role: 'master' as const,
    ...(endpoint.sentinelPassword === undefined ? {} : { sentinelPassword: endpoint.sentinelPassword }),
    sentinelCommandTimeout: sentinelAnswersWithinMs,
    sentinelRetryStrategy: pauseMs,
  };
}
