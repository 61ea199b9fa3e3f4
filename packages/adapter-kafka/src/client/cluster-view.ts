import { ConfigResourceTypes, describeConfigsV4, metadataV12, ResponseError } from '@platformatic/kafka';
import type { BrokerConnections } from './broker-connections.ts';
import type { BrokerAddress } from './kafka-options.ts';

type MetadataResponse = metadataV12.MetadataResponse;

export interface PartitionLeader extends BrokerAddress {
  /** Grows with every election, so that the newer of two answers is known. */
  readonly epoch: number;
  readonly topicId: string;
}

/** What one broker says about one partition and its topic. */
export interface PartitionView {
  readonly clusterId: string;
  readonly brokers: readonly BrokerAddress[];
  /** Undefined while the broker does not know the topic. */
  readonly topic: TopicView | undefined;
}

export interface TopicView {
  readonly id: string;
  readonly partitionCount: number;
  /** Of the partition that has the fewest. */
  readonly replicas: number;
  readonly leaderEpoch: number;
  /** Undefined while an election is under way. */
  readonly leader: PartitionLeader | undefined;
}

/** Which of two answers to believe: of one topic that of the later election, since a broker that is cut off knows only old ones. */
export function newerView(known: TopicView | undefined, told: TopicView): TopicView {
  return known?.id === told.id && told.leaderEpoch < known.leaderEpoch ? known : told;
}

/** Asks one broker. @throws when it does not answer */
export async function askBroker(
  connections: BrokerConnections,
  broker: BrokerAddress,
  topic: string,
  partition: number,
): Promise<PartitionView> {
  const connection = await connections.get(broker);
  const response = await metadataV12.api.async(connection, [topic], false, false).catch(answerOf);
  return {
    clusterId: response.clusterId ?? '',
    brokers: response.brokers.map(({ host, port }) => ({ host, port })),
    topic: topicView(response, topic, partition),
  };
}

/** Settings of a topic by their names in Kafka, those that it has from its brokers included. */
export async function askSettings(
  connections: BrokerConnections,
  broker: BrokerAddress,
  topic: string,
): Promise<ReadonlyMap<string, string>> {
  const connection = await connections.get(broker);
  const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configurationKeys: null };
  const { results } = await describeConfigsV4.api.async(connection, [resource], false, false);
  return new Map(results[0]?.configs.map(({ name, value }) => [name, value ?? '']));
}

/** An unknown topic or a missing leader is an answer too; the client throws it with the answer inside. */
function answerOf(error: unknown): MetadataResponse {
  if (error instanceof ResponseError && isMetadata(error.response)) return error.response;
  throw error;
}

function isMetadata(value: unknown): value is MetadataResponse {
  return typeof value === 'object' && value !== null && 'brokers' in value && 'topics' in value;
}

function topicView(
  { topics, brokers }: MetadataResponse,
  name: string,
  index: number,
): TopicView | undefined {
  const topic = topics.find(other => other.name === name);
  if (topic === undefined || topic.errorCode !== 0) return undefined;
  const partition = topic.partitions.find(other => other.partitionIndex === index);
  const leader = brokers.find(broker => broker.nodeId === partition?.leaderId);
  const leaderEpoch = partition?.leaderEpoch ?? -1;
  return {
    id: topic.topicId,
    partitionCount: topic.partitions.length,
    replicas: Math.min(...topic.partitions.map(({ replicaNodes }) => replicaNodes.length)),
    leaderEpoch,
    leader: leader && { host: leader.host, port: leader.port, epoch: leaderEpoch, topicId: topic.topicId },
  };
}
