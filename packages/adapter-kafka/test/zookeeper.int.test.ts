import {
  describeCommandLog,
  describeEventBus,
  describeSharedCommandLog,
  describeSharedEventBus,
} from '@fintech/testkit';
import { describeOn, ownZookeeperKafka } from '@fintech/testkit/stack';
import { busStorage } from './_bus.ts';
import { logStorage } from './_util.ts';

// The last line of Kafka that has ZooKeeper: 3.9. Its requests are older too.
await describeOn('with Kafka on ZooKeeper', ownZookeeperKafka(3), kafka => {
  describeCommandLog('KafkaCommandLog', () => logStorage(kafka().kafka.endpoints));
  describeSharedCommandLog('KafkaCommandLog', () => logStorage(kafka().kafka.endpoints));
  describeEventBus('KafkaEventBus', () => busStorage(kafka().kafka.endpoints));
  describeSharedEventBus('KafkaEventBus', () => busStorage(kafka().kafka.endpoints));
});
