import { PortError } from '@fintech/ports';
import type { Script } from '../scripts.ts';
import type { RedisConnection } from './redis-connection.ts';

/** Well below the time in which a command must be answered. */
const acknowledgedWithinMs = 500;

/**
 * Runs scripts whose effects must outlive the master: it answers when a replica has them too. One wait serves all
 * scripts that ended before it began.
 */
export class ReplicatedWrites {
  readonly #connection: RedisConnection;
  readonly #replicas: number;
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** `replicas`: how many besides the master must have a write; 0 for a Redis that has none. */
  constructor(connection: RedisConnection, replicas: number) {
    this.#connection = connection;
    this.#replicas = replicas;
  }

  /** @throws PortError `store_unavailable`; the script may have run, and what it did may yet be lost */
  async run(script: Script, ...args: readonly (string | number)[]): Promise<unknown> {
    const { session } = this.#connection;
    const result = await this.#connection.run(script, ...args);
    if (this.#replicas > 0) {
      await this.#acknowledged();
      // A wait on another connection says nothing about what this one wrote.
      if (session !== this.#connection.session) throw lost('the connection changed');
    }
    return result;
  }

  /** Joins the wait that begins when the present one ends. */
  #acknowledged(): Promise<void> {
    if (this.#current === undefined) return this.#begin();
    const begin = () => {
      this.#next = undefined;
      return this.#begin();
    };
    this.#next ??= this.#current.then(begin, begin);
    return this.#next;
  }

  #begin(): Promise<void> {
    const waiting = this.#wait().finally(() => {
      if (this.#current === waiting) this.#current = undefined;
    });
    this.#current = waiting;
    return waiting;
  }

  async #wait(): Promise<void> {
    const acknowledged = await this.#connection.command('WAIT', this.#replicas, acknowledgedWithinMs);
    if (Number(acknowledged) >= this.#replicas) return;
    // A master that nobody follows may have been replaced while it was out of reach.
    this.#connection.leave();
    throw lost(`${acknowledged} of ${this.#replicas} replicas have the write`);
  }
}

const lost = (why: string): PortError =>
  new PortError('store_unavailable', `Redis: a write may not outlive its master: ${why}`);
