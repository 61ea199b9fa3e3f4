import type { KafkaNodeOptions } from '../kafka/kafka-node.ts';

/** Settings of a broker that lives on ZooKeeper; as safe as those of KRaft, see `kafka-settings.ts`. */
export function brokerSettings(
  node: KafkaNodeOptions,
  brokers: number,
  zookeepers: readonly string[],
): string {
  const listeners = `CLIENTS://${node.address}:${node.clientPort}`;
  const replicas = brokers === 1 ? 1 : 3;
  const inSync = brokers === 1 ? 1 : 2;
  const settings = {
    'broker.id': node.id,
    'zookeeper.connect': zookeepers.join(','),
    'zookeeper.session.timeout.ms': 3000,
    listeners,
    'advertised.listeners': listeners,
    'listener.security.protocol.map': 'CLIENTS:PLAINTEXT',
    'inter.broker.listener.name': 'CLIENTS',
    'log.dirs': `${node.directory}/data`,

    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,

    'replica.lag.time.max.ms': 10_000,
    'group.initial.rebalance.delay.ms': 0,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.num.partitions': 4,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'background.threads': 2,
    'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
