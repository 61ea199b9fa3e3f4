import { setUpTopics, topicTemplates } from '@fintech/adapter-kafka';
import type { Config } from './config.ts';
import { kafkaOptions, topicName } from './kafka-names.ts';
import { openMongodb } from './mongodb.ts';

/**
 * Creates what the servers must have before the first start, and compares what they have already with what they should. It
 * may be run again at any time. Resolves to the exit code: 0 when all is as it should be.
 */
export async function setUp(config: Config, print: (line: string) => void): Promise<number> {
  const { created, differences } = await setUpTopics({
    kafka: kafkaOptions(config, 'setup'),
    isSandbox: config.replication === 1,
    templates: topicTemplates.map(template => ({ ...template, topic: topicName(config, template.topic) })),
  });
  for (const topic of created) print(`created topic ${topic}`);
  for (const { topic, setting, expected, actual } of differences)
    print(`DIFFERENCE topic ${topic}: ${setting} is ${actual} and should be ${expected}`);
  await using _ = await openMongodb(config);
  print('collections and indexes are in place');
  return differences.length === 0 ? 0 : 1;
}
