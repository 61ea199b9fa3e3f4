import { tempDirectory } from '../../temp-directory.ts';
import type { ServerSource } from '../test-stack.ts';
import {
  missingForZookeeperKafka,
  startZookeeperKafka,
  type ZookeeperKafka,
  type ZookeeperKafkaOptions,
} from './start-zookeeper-kafka.ts';

/** Kafka on ZooKeeper for one suite alone, whose nodes may be killed and paused. */
export function ownZookeeperKafka(nodes: ZookeeperKafkaOptions['nodes'] = 3): ServerSource<ZookeeperKafka> {
  return {
    missing: missingForZookeeperKafka,
    start: async () => {
      const directory = await tempDirectory();
      const server = await startZookeeperKafka({ nodes, directory: directory.path });
      return {
        server,
        [Symbol.asyncDispose]: async () => {
          await server[Symbol.asyncDispose]();
          await directory[Symbol.asyncDispose]();
        },
      };
    },
  };
}
