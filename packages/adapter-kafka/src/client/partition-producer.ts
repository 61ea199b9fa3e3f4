import {
  type Connection,
  initProducerIdV4,
  type MessageRecord,
  NumericMap,
  produceV9,
} from '@platformatic/kafka';
import { BrokerConnections } from './broker-connections.ts';
import { describeError, hasCode } from './failures.ts';
import type { KafkaOptions } from './kafka-options.ts';
import type { PartitionWatch } from './partition-watch.ts';
import { GrowingDelay } from './waiting.ts';

export interface KafkaMessage {
  readonly key?: Buffer;
  readonly value: Buffer;
}

interface ProducerIdentity {
  readonly id: bigint;
  readonly epoch: number;
  /** Number of the next record. The broker drops a batch whose numbers it has seen. */
  readonly nextSequence: number;
}

/** What a producer needs to know about who leads. */
type LeaderWatch = Pick<PartitionWatch, 'partition' | 'leader' | 'refresh' | 'onLeaderChange'>;

/** Acknowledged by every replica that is in sync, of which the topic demands at least two. */
const allInSync = -1;
const replicateWithinMs = 4000;
const answerWithinMs = 5000;
const sequenceNumbers = 2 ** 31;

const sequenceRefusals = [
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'DUPLICATE_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'PRODUCER_FENCED',
];

/**
 * Appends batches to one partition, one at a time. A batch is sent again, as it is, until it is acknowledged. It carries
 * the number that it had the first time, so that the broker recognises a batch that it has already.
 */
export class PartitionProducer {
  readonly #watch: LeaderWatch;
  readonly #connections: BrokerConnections;
  readonly #stopListening: () => void;
  #identity: ProducerIdentity | undefined;

  constructor(kafka: KafkaOptions, watch: LeaderWatch) {
    this.#watch = watch;
    this.#connections = new BrokerConnections(kafka, answerWithinMs);
    this.#stopListening = watch.onLeaderChange(() => this.#connections.dropAll());
  }

  /**
   * Resolves to the offset of the first message once all are acknowledged. The call before must have settled.
   * @throws Error when `signal` aborts first, or when sending again might double the batch: it may be there or not
   */
  async send(messages: readonly KafkaMessage[], signal: AbortSignal): Promise<number> {
    const breakOff = () => this.#connections.dropAll();
    signal.addEventListener('abort', breakOff);
    try {
      return await this.#sendUntilAcknowledged(messages, signal);
    } catch (error) {
      // Whether the broker has counted this batch is unknown, so nothing that comes later may be counted after it.
      this.#identity = undefined;
      throw error;
    } finally {
      signal.removeEventListener('abort', breakOff);
    }
  }

  close(): void {
    this.#stopListening();
    this.#connections.close();
  }

  async #sendUntilAcknowledged(messages: readonly KafkaMessage[], signal: AbortSignal): Promise<number> {
    const { topic, partition } = this.#watch.partition;
    const timestamp = BigInt(Date.now());
    const batch = messages.map(message => ({ ...message, topic, partition, timestamp }));
    const delay = new GrowingDelay(20, 400);
    let failure: unknown;
    let timesSent = 0;
    while (!signal.aborted) {
      try {
        const connection = await this.#connect(signal);
        timesSent += 1;
        return await this.#produce(connection, batch);
      } catch (error) {
        if (signal.aborted) break;
        failure = error;
        if (hasCode(error, ...sequenceRefusals)) {
          // Sent once and refused, it is not there. Sent before, it may be, and under a new identity it would be doubled.
          if (timesSent > 1) break;
          this.#identity = undefined;
          timesSent = 0;
        }
        await this.#watch.refresh();
        await delay.wait(signal);
      }
    }
    const why = failure === undefined ? 'no answer in time' : describeError(failure);
    throw new Error(`The leader of ${topic}-${partition} has not acknowledged it: ${why}`, {
      cause: failure,
    });
  }

  /** A connection to the leader, and an identity. */
  async #connect(signal: AbortSignal): Promise<Connection> {
    const connection = await this.#connections.get(await this.#watch.leader(signal));
    if (this.#identity === undefined) {
      const { producerId, producerEpoch } = await initProducerIdV4.api.async(connection, null, 0, -1n, -1);
      this.#identity = { id: producerId, epoch: producerEpoch, nextSequence: 0 };
    }
    return connection;
  }

  async #produce(connection: Connection, batch: MessageRecord[]): Promise<number> {
    if (this.#identity === undefined) throw new Error('A batch is sent under an identity.');
    const { id, epoch, nextSequence } = this.#identity;
    const { topic, partition } = this.#watch.partition;
    const response = await produceV9.api.async(connection, allInSync, replicateWithinMs, batch, {
      compression: 'none',
      producerId: id,
      producerEpoch: epoch,
      sequences: new NumericMap([[`${topic}:${partition}`, nextSequence]]),
    });
    this.#identity = { id, epoch, nextSequence: (nextSequence + batch.length) % sequenceNumbers };
    const offset =
      typeof response === 'boolean' ? undefined : response.responses[0]?.partitionResponses[0]?.baseOffset;
    if (offset === undefined) throw new Error('An acknowledgement says where the batch is.');
    return Number(offset);
  }
}
