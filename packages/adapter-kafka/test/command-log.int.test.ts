import { describe } from 'node:test';
import { describeCommandLog } from '@fintech/testkit';
import { clusterOfFile, MemoryAnnotationStore, newLogTopic, openLog, skip } from './_util.ts';

describe('with three brokers', { skip }, () => {
  const cluster = clusterOfFile(3);
  describeCommandLog('KafkaCommandLog', async () => {
    const kafka = await cluster();
    const topic = await newLogTopic(kafka);
    const annotationStore = new MemoryAnnotationStore();
    return {
      open: onHalt => openLog(kafka, topic, { onHalt, annotationStore }),
      [Symbol.asyncDispose]: async () => {},
    };
  });
});
