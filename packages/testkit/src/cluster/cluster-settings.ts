import { join } from 'node:path';
import type { RunningStack } from '../stack/endpoints.ts';
import { stackSettings } from '../stack/stack-settings.ts';

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
  return {
    // Several processes load the same modules at the same time.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(options.directory, 'compiled'),
    SECRETS_DIR: join(options.directory, 'secrets'),
    NAMESPACE: options.namespace,
    ...stackSettings(options.stack),
    // The user of the application may use the database without a namespace, and nothing else.
    ...(options.namespace === '' ? {} : { MONGODB_URL: options.stack.mongodb.adminUrl }),
    PUBLIC_URL: publicUrl,
    TRANSACTION_PUBLIC_URL: publicUrl,
    AUTH_URL: authUrl,
    LOG_LEVEL: 'warn',
    // The proxy of the tests asks another process at once.
    DRAIN_SECONDS: '0',
    ...options.environment,
  };
}

export type ClusterSettings = ReturnType<typeof clusterSettings>;
