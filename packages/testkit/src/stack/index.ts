export type { KafkaEndpoints, MongodbEndpoints, RedisEndpoints, RunningStack } from './endpoints.ts';
export { freePorts, isFree } from './free-ports.ts';
export { installOnce, isInstalled, stackCache } from './install-once.ts';
export { installWheel } from './install-wheel.ts';
export { javaArguments } from './kafka/java.ts';
export { KafkaCluster } from './kafka/kafka-cluster.ts';
export { brokersKnownTo, KafkaNode, type KafkaNodePlace } from './kafka/kafka-node.ts';
export {
  type KafkaOptions,
  kafkaClassArchive,
  kafkaClassPath,
  missingForKafka,
  startKafka,
} from './kafka/start-kafka.ts';
export { ownKafka, useKafka } from './kafka/use-kafka.ts';
export { missingServers } from './missing-servers.ts';
export { installMongod, missingMongod } from './mongodb/install-mongod.ts';
export { type MongodbStack, roleOfMember } from './mongodb/mongodb-stack.ts';
export { type MongodbPlace, type StartMongodbOptions, startMongodb } from './mongodb/start-mongodb.ts';
export { ownMongodb, useMongodb } from './mongodb/use-mongodb.ts';
export { missingNetwork } from './network/missing-network.ts';
export { type NetworkHost, TestNetwork } from './network/test-network.ts';
export { roleOfRedis } from './redis/ask-redis.ts';
export { findProgram, missingRedis } from './redis/install-redis.ts';
export { RedisSet } from './redis/redis-set.ts';
export { type RedisOptions, startRedis } from './redis/start-redis.ts';
export { ownRedis, useRedis } from './redis/use-redis.ts';
export { runTool } from './run-tool.ts';
export { ServerNode, type ServerNodeOptions } from './server-node.ts';
export { stackSettings } from './stack-settings.ts';
export { describeOn, type ServerSource, type Started, shared } from './test-stack.ts';
export { wholeStack } from './whole-stack.ts';
export { ownZookeeperKafka } from './zookeeper/own-zookeeper-kafka.ts';
export {
  missingForZookeeperKafka,
  startZookeeperKafka,
  type ZookeeperKafka,
  type ZookeeperKafkaOptions,
} from './zookeeper/start-zookeeper-kafka.ts';
