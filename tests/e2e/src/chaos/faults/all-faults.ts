import { authReplicaKilled } from './auth-replica-killed.ts';
import { brokerCutOffFromBrokers } from './broker-cut-off-from-brokers.ts';
import { brokerCutOffFromEverybody } from './broker-cut-off-from-everybody.ts';
import { brokerDiskFull } from './broker-disk-full.ts';
import type { Fault } from './fault.ts';
import { kafkaFollowerKilled } from './kafka-follower-killed.ts';
import { kafkaLeaderKilled } from './kafka-leader-killed.ts';
import { kafkaLeaderPaused } from './kafka-leader-paused.ts';
import { mongodbMemberCutOff } from './mongodb-member-cut-off.ts';
import { mongodbPrimaryKilled } from './mongodb-primary-killed.ts';
import { mongodbPrimaryPaused } from './mongodb-primary-paused.ts';
import { redisMasterKilled } from './redis-master-killed.ts';
import { redisMasterPaused } from './redis-master-paused.ts';
import { transactionReplicaKilled } from './transaction-replica-killed.ts';
import { transactionReplicaPaused } from './transaction-replica-paused.ts';
import { twoBrokersKilled } from './two-brokers-killed.ts';

/** Every kind of fault. */
export const allFaults: readonly Fault[] = [
  authReplicaKilled,
  brokerCutOffFromBrokers,
  brokerCutOffFromEverybody,
  brokerDiskFull,
  kafkaFollowerKilled,
  kafkaLeaderKilled,
  kafkaLeaderPaused,
  mongodbMemberCutOff,
  mongodbPrimaryKilled,
  mongodbPrimaryPaused,
  redisMasterKilled,
  redisMasterPaused,
  transactionReplicaKilled,
  transactionReplicaPaused,
  twoBrokersKilled,
];
