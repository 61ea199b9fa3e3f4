import { tempDirectory } from '../../temp-directory.ts';
import type { KafkaEndpoints } from '../endpoints.ts';
import { type ServerSource, shared } from '../test-stack.ts';
import type { KafkaCluster } from './kafka-cluster.ts';
import { type KafkaOptions, missingForKafka, startKafka } from './start-kafka.ts';

/** A Kafka cluster for one suite alone, whose nodes may be killed and paused. */
export function ownKafka(nodes: KafkaOptions['nodes'] = 3): ServerSource<KafkaCluster> {
  return {
    missing: missingForKafka,
    start: async () => {
      const directory = await tempDirectory();
      const server = await startKafka({ nodes, directory: directory.path });
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

/** The Kafka cluster that suites share. */
export function useKafka(): ServerSource<KafkaEndpoints> {
  return shared('kafka', ownKafka());
}
