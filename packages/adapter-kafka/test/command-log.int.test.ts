import { describeCommandLog } from '@fintech/testkit';
import { describeOn, useKafka } from '@fintech/testkit/stack';
import { MemoryAnnotationStore, newLogTopic, openLog } from './_util.ts';

await describeOn('with Kafka', useKafka(), kafka => {
  describeCommandLog('KafkaCommandLog', async () => {
    const topic = await newLogTopic(kafka());
    const annotationStore = new MemoryAnnotationStore();
    return {
      open: onHalt => openLog(kafka(), topic, { onHalt, annotationStore }),
      [Symbol.asyncDispose]: async () => {},
    };
  });
});
