import { describeEventBus, describeSharedEventBus } from '@fintech/testkit';
import { describeOn, useKafka } from '@fintech/testkit/stack';
import { busStorage } from '../_bus.ts';

await describeOn('with Kafka', useKafka(), kafka => {
  describeEventBus('KafkaEventBus', () => busStorage(kafka()));
  describeSharedEventBus('KafkaEventBus', () => busStorage(kafka()));
});
