import { fetchV13, IS_CONTROL, listOffsetsV7, type RecordsBatch } from '@platformatic/kafka';
import { BrokerConnections } from './broker-connections.ts';
import { hasCode } from './failures.ts';
import type { KafkaOptions } from './kafka-options.ts';
import type { PartitionWatch } from './partition-watch.ts';

/** A record as the partition holds it. */
export interface KafkaRecord {
  readonly offset: number;
  /** The election under which it was written. */
  readonly epoch: number;
  /** Undefined for a record without a value, and for the marks that Kafka's transactions leave. */
  readonly value: Buffer | undefined;
}

/** `missing`: the partition has nothing at that offset. `diverged`: it has something else than was read before it. */
export type Fetched =
  | { readonly kind: 'records'; readonly records: readonly KafkaRecord[]; readonly end: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'diverged' };

const waitAtBrokerMs = 500;
const answerWithinMs = waitAtBrokerMs + 1000;
const maxBytes = 2 * 1024 * 1024;
const noEpoch = -1;
const latest = -1n;
const earliest = -2n;
const readUncommitted = 0;
const plainConsumer = -1;

/**
 * Reads one partition from whoever leads it, without a group and without a fetch session, so that nothing but the caller
 * decides which offset is next.
 */
export class PartitionReader {
  readonly #watch: PartitionWatch;
  readonly #connections: BrokerConnections;
  readonly #stopListening: () => void;
  readonly #closing = new AbortController();

  constructor(kafka: KafkaOptions, watch: PartitionWatch) {
    this.#watch = watch;
    this.#connections = new BrokerConnections(kafka, answerWithinMs);
    this.#stopListening = watch.onLeaderChange(() => this.reconnect());
  }

  /** Breaks off a request that may hang; it fails, and the next one has a new connection. */
  reconnect(): void {
    this.#connections.dropAll();
  }

  close(): void {
    this.#stopListening();
    this.#closing.abort(new Error('The reader is closed.'));
    this.#connections.close();
  }

  /**
   * Records from `offset` on, none when none arrives within half a second. `lastEpoch` is that of the record before it, if
   * that is known: the broker then notices when that record is not the one it has.
   */
  async fetch(offset: number, lastEpoch: number = noEpoch): Promise<Fetched> {
    const leader = await this.#watch.leader(this.#closing.signal);
    const connection = await this.#connections.get(leader);
    const wanted = {
      partition: this.#watch.partition.partition,
      currentLeaderEpoch: leader.epoch,
      fetchOffset: BigInt(offset),
      lastFetchedEpoch: lastEpoch,
      partitionMaxBytes: maxBytes,
    };
    const topics = [{ topicId: leader.topicId, partitions: [wanted] }];
    try {
      const { responses } = await fetchV13.api.async(
        connection,
        waitAtBrokerMs,
        1,
        maxBytes,
        readUncommitted,
        0,
        -1,
        topics,
        [],
        '',
      );
      return understand(responses[0]?.partitions[0], offset);
    } catch (error) {
      if (hasCode(error, 'OFFSET_OUT_OF_RANGE')) return { kind: 'missing' };
      throw error;
    }
  }

  /** Offset that the next record will get. */
  end(): Promise<number> {
    return this.#offset(latest);
  }

  /** Offset of the oldest record that is still there. */
  start(): Promise<number> {
    return this.#offset(earliest);
  }

  async #offset(timestamp: bigint): Promise<number> {
    const leader = await this.#watch.leader(this.#closing.signal);
    const connection = await this.#connections.get(leader);
    const { topic, partition } = this.#watch.partition;
    const wanted = { partitionIndex: partition, currentLeaderEpoch: leader.epoch, timestamp };
    const { topics } = await listOffsetsV7.api.async(connection, plainConsumer, readUncommitted, [
      { name: topic, partitions: [wanted] },
    ]);
    const offset = topics[0]?.partitions[0]?.offset;
    if (offset === undefined)
      throw new Error(`The leader of ${topic}-${partition} did not say where it ends.`);
    return Number(offset);
  }
}

function understand(partition: fetchV13.FetchResponsePartition | undefined, offset: number): Fetched {
  if (partition === undefined) throw new Error('The broker left out the partition that was asked for.');
  if ((partition.divergingEpoch?.endOffset ?? -1n) >= 0n) return { kind: 'diverged' };
  const records = (partition.records ?? []).flatMap(recordsOf).filter(record => record.offset >= offset);
  return { kind: 'records', records, end: Number(partition.highWatermark) };
}

/** A batch is stored as it was sent, so the first one may begin before the offset that was asked for. */
function recordsOf({ firstOffset, partitionLeaderEpoch, attributes, records }: RecordsBatch): KafkaRecord[] {
  const isControl = (attributes & IS_CONTROL) !== 0;
  return records.map(({ offsetDelta, value }) => ({
    offset: Number(firstOffset) + offsetDelta,
    epoch: partitionLeaderEpoch,
    value: isControl ? undefined : (value ?? undefined),
  }));
}
