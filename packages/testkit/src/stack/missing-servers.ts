import { missingForKafka } from './kafka/start-kafka.ts';
import { missingMongod } from './mongodb/install-mongod.ts';
import { missingRedis } from './redis/install-redis.ts';

/**
 * Says which server of the cluster form cannot be had on this machine; undefined when it has all. With `install`, what only
 * the distribution has is installed first, as far as that is possible.
 */
export async function missingServers(install: boolean): Promise<string | undefined> {
  return (await missingForKafka()) ?? (await missingMongod()) ?? (await missingRedis(install));
}
