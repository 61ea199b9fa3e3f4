import { type Connection, findCoordinatorV4 } from '@platformatic/kafka';
import { BrokerConnections } from '../client/broker-connections.ts';
import { hasCode } from '../client/failures.ts';
import { type BrokerAddress, type KafkaOptions, parseBroker } from '../client/kafka-options.ts';

const groupKey = 0;

/** What only the right coordinator says. */
const itsAnswers = ['REBALANCE_IN_PROGRESS', 'UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'MEMBER_ID_REQUIRED'];

/** Finds the broker that keeps a group, and asks it. */
export class GroupCoordinator {
  readonly #group: string;
  readonly #brokers: readonly BrokerAddress[];
  readonly #connections: BrokerConnections;
  #asked = 0;
  #coordinator: BrokerAddress | undefined;

  constructor(kafka: KafkaOptions, group: string, answerWithinMs: number) {
    this.#group = group;
    this.#brokers = kafka.brokers.map(parseBroker);
    this.#connections = new BrokerConnections(kafka, answerWithinMs);
  }

  /** After a failure the next call looks for the coordinator again: it may be another broker by then. */
  async ask<Answer>(request: (connection: Connection) => Promise<Answer>): Promise<Answer> {
    this.#coordinator ??= await this.#find();
    try {
      return await request(await this.#connections.get(this.#coordinator));
    } catch (error) {
      if (!hasCode(error, ...itsAnswers)) this.#coordinator = undefined;
      throw error;
    }
  }

  /** Breaks off requests that may hang. */
  breakOff(): void {
    this.#connections.dropAll();
  }

  close(): void {
    this.#connections.close();
  }

  async #find(): Promise<BrokerAddress> {
    this.#asked = (this.#asked + 1) % this.#brokers.length;
    const broker = this.#brokers[this.#asked];
    if (broker === undefined) throw new Error('No broker is known.');
    const connection = await this.#connections.get(broker);
    const { coordinators } = await findCoordinatorV4.api.async(connection, groupKey, [this.#group]);
    const [coordinator] = coordinators;
    if (coordinator === undefined) throw new Error(`Nobody keeps the group ${this.#group}.`);
    return { host: coordinator.host, port: coordinator.port };
  }
}
