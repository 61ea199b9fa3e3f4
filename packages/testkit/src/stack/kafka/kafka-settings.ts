import type { KafkaNodeOptions } from './kafka-node.ts';

const controllerListener = ({ address, controllerPort }: KafkaNodeOptions) => `${address}:${controllerPort}`;

/**
 * Settings of one node, as a properties file. They are those of production but for sizes: with three nodes every record is on
 * two of them before it is acknowledged, and a dead broker is noticed within two seconds.
 */
export function kafkaSettings(node: KafkaNodeOptions, nodes: readonly KafkaNodeOptions[]): string {
  const replicas = nodes.length === 1 ? 1 : 3;
  const inSync = nodes.length === 1 ? 1 : 2;
  const listeners = `CLIENTS://${node.address}:${node.clientPort},CONTROLLER://${controllerListener(node)}`;
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': nodes.map(other => `${other.id}@${controllerListener(other)}`).join(','),
    listeners,
    'advertised.listeners': listeners,
    'listener.security.protocol.map': 'CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'CLIENTS',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': `${node.directory}/data`,

    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,

    'broker.session.timeout.ms': 2000,
    'broker.heartbeat.interval.ms': 250,
    'controller.quorum.election.timeout.ms': 300,
    'controller.quorum.fetch.timeout.ms': 1000,
    'replica.lag.time.max.ms': 10_000,
    'replica.fetch.backoff.ms': 100,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,

    ...smallSizes,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

const smallSizes = {
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.num.partitions': 4,
  'num.network.threads': 2,
  'num.io.threads': 4,
  'background.threads': 2,
  'group.coordinator.threads': 1,
  'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
};
