import type { RunningStack } from './endpoints.ts';

/** The settings by which processes of the cluster form find the servers of a stack. */
export function stackSettings({ kafka, mongodb, redis }: RunningStack): Record<string, string> {
  return {
    ...(kafka && {
      KAFKA_BROKERS: kafka.brokers.join(','),
      REPLICATION: kafka.brokers.length >= 3 ? '3' : '1',
    }),
    ...(mongodb && { MONGODB_URL: mongodb.url }),
    ...(redis && redisSettings(redis)),
  };
}

function redisSettings({ sentinels, masterName, nodes, password }: NonNullable<RunningStack['redis']>) {
  const [address = ''] = nodes;
  const place =
    sentinels.length > 0
      ? { REDIS_SENTINELS: sentinels.join(','), REDIS_MASTER_NAME: masterName }
      : { REDIS_ADDRESS: address };
  return { ...place, REDIS_PASSWORD: password };
}
