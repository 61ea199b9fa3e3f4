import { describeCommandLog, describeSharedCommandLog } from '@fintech/testkit';
import { describeOn, useKafka } from '@fintech/testkit/stack';
import { MemoryAnnotationStore, newLogTopic, openLog } from '../_util.ts';

await describeOn('with Kafka', useKafka(), kafka => {
  const createStorage = async () => {
    const topic = await newLogTopic(kafka());
    const annotationStore = new MemoryAnnotationStore();
    return {
      open: (onHalt: (reason: unknown) => void) => openLog(kafka(), topic, { onHalt, annotationStore }),
      [Symbol.asyncDispose]: async () => {},
    };
  };
  describeCommandLog('KafkaCommandLog', createStorage);
  describeSharedCommandLog('KafkaCommandLog', createStorage);
});
