import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningStack } from '../stack/endpoints.ts';

/** The settings by which processes of the cluster app find a running stack and each other. */
export function clusterSettings(
  options: {
    readonly directory: string;
    readonly stack: Required<RunningStack>;
    readonly namespace: string;
    readonly environment?: Readonly<Record<string, string>>;
  },
  publicUrl: string,
  authUrl: string,
) {
  const { kafka, mongodb, redis } = options.stack;
  const [firstNode = ''] = redis.nodes;
  return {
    // Several processes load the same modules at the same time.
    NODE_COMPILE_CACHE: join(tmpdir(), 'fintech-compile-cache'),
    SECRETS_DIR: join(options.directory, 'secrets'),
    NAMESPACE: options.namespace,
    KAFKA_BROKERS: kafka.brokers.join(','),
    REPLICATION: kafka.brokers.length >= 3 ? '3' : '1',
    MONGODB_URL: mongodb.adminUrl,
    ...(redis.sentinels.length > 0
      ? { REDIS_SENTINELS: redis.sentinels.join(','), REDIS_MASTER_NAME: redis.masterName }
      : { REDIS_ADDRESS: firstNode }),
    REDIS_PASSWORD: redis.password,
    PUBLIC_URL: publicUrl,
    TRANSACTION_PUBLIC_URL: publicUrl,
    AUTH_URL: authUrl,
    LOG_LEVEL: 'warn',
    ...options.environment,
  };
}

export type ClusterSettings = ReturnType<typeof clusterSettings>;
